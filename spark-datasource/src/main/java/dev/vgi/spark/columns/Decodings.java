package dev.vgi.spark.columns;

import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.vector.ExtensionTypeVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.complex.MapVector;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;

/** Chooses the decoding of each Arrow type that Spark has a type for. */
final class Decodings {
    private Decodings() {}

    /** @param wire a field in message format whose type {@link SparkTypes} accepts */
    static Decoding of(Field wire) {
        if (wire.getDictionary() != null) {
            return TakeKernels.dictionary(of(SparkTypes.values(wire)));
        }
        ArrowType type = wire.getType();
        return switch (type.getTypeID()) {
            case Int -> FixedWidth.integer(wire, (ArrowType.Int) type);
            case FloatingPoint ->
                ((ArrowType.FloatingPoint) type).getPrecision() == FloatingPointPrecision.HALF
                        ? FixedWidth.halfFloat(wire)
                        : Decoding.moved(wire);
            case Decimal -> Decimals.of(wire, (ArrowType.Decimal) type);
            case Date -> FixedWidth.date(wire, (ArrowType.Date) type);
            case Timestamp -> FixedWidth.timestamp(wire, (ArrowType.Timestamp) type);
            case Duration -> FixedWidth.duration(wire, (ArrowType.Duration) type);
            case Time -> FixedWidth.timeOfDay(wire, (ArrowType.Time) type);
            case Interval ->
                switch (((ArrowType.Interval) type).getUnit()) {
                    case YEAR_MONTH -> Decoding.moved(wire);
                    case DAY_TIME -> FixedWidth.dayTime(wire);
                    case MONTH_DAY_NANO -> FixedWidth.monthDayNano(wire);
                };
            case LargeUtf8, LargeBinary -> VariableWidth.large(wire);
            case FixedSizeBinary -> VariableWidth.fixedSize(wire, (ArrowType.FixedSizeBinary) type);
            case Utf8View, BinaryView -> VariableWidth.view(wire);
            case List -> list(wire);
            case LargeList -> Lists.large(wire, child(wire));
            case FixedSizeList -> Lists.fixedSize(wire, (ArrowType.FixedSizeList) type, child(wire));
            case ListView -> Lists.view(wire, child(wire));
            case LargeListView -> Lists.largeView(wire, child(wire));
            case Struct -> struct(wire);
            case Map -> map(wire);
            case RunEndEncoded -> TakeKernels.runs(wire, of(wire.getChildren().get(1)));
            case NONE -> extension(wire, (ArrowType.ExtensionType) type);
            default -> Decoding.moved(wire);
        };
    }

    /** The same field with another type. */
    static Field as(Field wire, ArrowType type, List<Field> children) {
        return new Field(wire.getName(), new FieldType(wire.isNullable(), type, null), children);
    }

    static Field as(Field wire, ArrowType type) {
        return as(wire, type, List.of());
    }

    private static Decoding child(Field wire) {
        return of(wire.getChildren().get(0));
    }

    private static Decoding list(Field wire) {
        Decoding child = child(wire);
        return child.moves() ? Decoding.moved(wire) : Lists.list(wire, child);
    }

    private static Decoding struct(Field wire) {
        List<Decoding> children = new ArrayList<>();
        for (Field child : wire.getChildren()) {
            children.add(of(child));
        }
        return children.stream().allMatch(Decoding::moves)
                ? Decoding.moved(wire)
                : Lists.struct(wire, ArrowType.Struct.INSTANCE, children);
    }

    /** Spark finds keys and values by their names. */
    private static Decoding map(Field wire) {
        Field entries = wire.getChildren().get(0);
        Field key = entries.getChildren().get(0);
        Field value = entries.getChildren().get(1);
        Decoding keys = of(key);
        Decoding values = of(value);
        if (keys.moves()
                && values.moves()
                && key.getName().equals(MapVector.KEY_NAME)
                && value.getName().equals(MapVector.VALUE_NAME)) {
            return Decoding.moved(wire);
        }
        return Lists.map(
                wire,
                Lists.struct(
                        entries,
                        ArrowType.Struct.INSTANCE,
                        List.of(renamed(keys, MapVector.KEY_NAME), renamed(values, MapVector.VALUE_NAME))));
    }

    private static Decoding renamed(Decoding decoding, String name) {
        Field target = decoding.target();
        return new Decoding(
                new Field(name, target.getFieldType(), target.getChildren()), decoding.moves(), decoding.step());
    }

    private static Decoding extension(Field wire, ArrowType.ExtensionType type) {
        Decoding storage = of(SparkTypes.storage(wire, type));
        return Decoding.converted(storage.target(), (source, target, dictionaries) -> {
            FieldVector stored = (FieldVector) ((ExtensionTypeVector<?>) source).getUnderlyingVector();
            storage.step().decode(stored, target, dictionaries);
        });
    }

    static ArrowType microseconds(ArrowType.Timestamp type) {
        return new ArrowType.Timestamp(TimeUnit.MICROSECOND, type.getTimezone());
    }
}
