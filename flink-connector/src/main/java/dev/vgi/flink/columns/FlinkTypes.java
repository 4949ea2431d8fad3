package dev.vgi.flink.columns;

import dev.vgi.Code;
import dev.vgi.VgiException;
import dev.vgi.types.SchemaText;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.flink.table.types.logical.ArrayType;
import org.apache.flink.table.types.logical.BigIntType;
import org.apache.flink.table.types.logical.BinaryType;
import org.apache.flink.table.types.logical.BooleanType;
import org.apache.flink.table.types.logical.DateType;
import org.apache.flink.table.types.logical.DayTimeIntervalType;
import org.apache.flink.table.types.logical.DayTimeIntervalType.DayTimeResolution;
import org.apache.flink.table.types.logical.DecimalType;
import org.apache.flink.table.types.logical.DoubleType;
import org.apache.flink.table.types.logical.FloatType;
import org.apache.flink.table.types.logical.IntType;
import org.apache.flink.table.types.logical.LocalZonedTimestampType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.MapType;
import org.apache.flink.table.types.logical.NullType;
import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.table.types.logical.SmallIntType;
import org.apache.flink.table.types.logical.TimeType;
import org.apache.flink.table.types.logical.TimestampType;
import org.apache.flink.table.types.logical.TinyIntType;
import org.apache.flink.table.types.logical.VarBinaryType;
import org.apache.flink.table.types.logical.VarCharType;
import org.apache.flink.table.types.logical.YearMonthIntervalType;
import org.apache.flink.table.types.logical.YearMonthIntervalType.YearMonthResolution;

/**
 * The Flink type of each Arrow type: the narrowest that holds all of its values. Unsigned integers widen, and
 * {@code uint64} becomes {@code DECIMAL(20, 0)}. Flink keeps milliseconds of times of day and of intervals, so finer
 * ones are cut.
 */
public final class FlinkTypes {
    private static final int TIME_PRECISION = 3;

    private FlinkTypes() {}

    /**
     * The columns of a schema in message format.
     *
     * @throws VgiException UNIMPLEMENTED that names the first column that Flink has no type for
     */
    public static RowType row(Schema wire) {
        List<RowType.RowField> fields = new ArrayList<>();
        for (Field field : wire.getFields()) {
            fields.add(new RowType.RowField(field.getName(), type(field)));
        }
        return new RowType(false, fields);
    }

    /** The type of a field in message format, nullable where the field is. */
    public static LogicalType type(Field wire) {
        return plain(wire).copy(wire.isNullable());
    }

    private static LogicalType plain(Field wire) {
        ArrowType type = wire.getType();
        List<Field> children = wire.getChildren();
        return switch (type.getTypeID()) {
            case Null -> new NullType();
            case Bool -> new BooleanType();
            case Int -> integer((ArrowType.Int) type);
            case FloatingPoint ->
                ((ArrowType.FloatingPoint) type).getPrecision() == FloatingPointPrecision.DOUBLE
                        ? new DoubleType()
                        : new FloatType();
            case Utf8, LargeUtf8, Utf8View -> VarCharType.STRING_TYPE;
            case Binary, LargeBinary, BinaryView -> new VarBinaryType(VarBinaryType.MAX_LENGTH);
            case FixedSizeBinary ->
                ((ArrowType.FixedSizeBinary) type).getByteWidth() == 0
                        ? new VarBinaryType(VarBinaryType.MAX_LENGTH)
                        : new BinaryType(((ArrowType.FixedSizeBinary) type).getByteWidth());
            case Decimal -> decimal(wire, (ArrowType.Decimal) type);
            case Date -> new DateType();
            case Timestamp -> timestamp((ArrowType.Timestamp) type);
            case Time -> new TimeType(Math.min(TIME_PRECISION, digits(((ArrowType.Time) type).getUnit())));
            case Duration ->
                new DayTimeIntervalType(
                        DayTimeResolution.DAY_TO_SECOND,
                        DayTimeIntervalType.MAX_DAY_PRECISION,
                        Math.min(TIME_PRECISION, digits(((ArrowType.Duration) type).getUnit())));
            case Interval ->
                switch (((ArrowType.Interval) type).getUnit()) {
                    case YEAR_MONTH ->
                        new YearMonthIntervalType(
                                YearMonthResolution.YEAR_TO_MONTH, YearMonthIntervalType.MAX_PRECISION);
                    case DAY_TIME ->
                        new DayTimeIntervalType(
                                DayTimeResolution.DAY_TO_SECOND, DayTimeIntervalType.MAX_DAY_PRECISION, TIME_PRECISION);
                    case MONTH_DAY_NANO -> throw none(wire, "Flink's intervals have months or days, not both");
                };
            case List, LargeList, FixedSizeList, ListView, LargeListView -> new ArrayType(type(children.get(0)));
            case Struct -> struct(children);
            case Map -> {
                List<Field> entry = children.get(0).getChildren();
                yield new MapType(type(entry.get(0)), type(entry.get(1)));
            }
            case RunEndEncoded -> plain(children.get(1));
            case Union, NONE -> {
                if (type instanceof ArrowType.ExtensionType extension) {
                    yield plain(storage(wire, extension));
                }
                throw none(wire, "Flink has no unions");
            }
        };
    }

    private static Field storage(Field wire, ArrowType.ExtensionType extension) {
        return new Field(
                wire.getName(),
                new FieldType(wire.isNullable(), extension.storageType(), wire.getDictionary()),
                wire.getChildren());
    }

    private static LogicalType integer(ArrowType.Int type) {
        int bits = type.getIsSigned() ? type.getBitWidth() : 2 * type.getBitWidth();
        return switch (bits) {
            case 8 -> new TinyIntType();
            case 16 -> new SmallIntType();
            case 32 -> new IntType();
            case 64 -> new BigIntType();
            default -> new DecimalType(20, 0);
        };
    }

    /** Flink's scale lies between 0 and the precision, which is at most 38: a wider one holds what fits. */
    private static LogicalType decimal(Field wire, ArrowType.Decimal type) {
        int scale = Math.max(type.getScale(), 0);
        if (scale > DecimalType.MAX_PRECISION) {
            throw none(wire, "Flink's decimals have at most 38 fraction digits");
        }
        int precision = Math.max(type.getPrecision() + scale - type.getScale(), scale);
        return new DecimalType(Math.min(precision, DecimalType.MAX_PRECISION), scale);
    }

    private static LogicalType timestamp(ArrowType.Timestamp type) {
        int precision = digits(type.getUnit());
        return type.getTimezone() == null ? new TimestampType(precision) : new LocalZonedTimestampType(precision);
    }

    private static LogicalType struct(List<Field> children) {
        List<RowType.RowField> fields = new ArrayList<>();
        for (Field child : children) {
            fields.add(new RowType.RowField(child.getName(), type(child)));
        }
        return new RowType(fields);
    }

    /** How many fraction digits of a second a unit has. */
    static int digits(TimeUnit unit) {
        return switch (unit) {
            case SECOND -> 0;
            case MILLISECOND -> 3;
            case MICROSECOND -> 6;
            case NANOSECOND -> 9;
        };
    }

    private static VgiException none(Field wire, String why) {
        return VgiException.of(
                Code.UNIMPLEMENTED,
                "column '" + wire.getName() + "' is " + SchemaText.typeOf(wire) + ", which Flink has no type for: "
                        + why + ". Leave the column out, or let the worker send another type");
    }
}
