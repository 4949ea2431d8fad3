package dev.vgi.spark.columns;

import dev.vgi.types.TypeTokens;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.MetadataBuilder;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The Spark types of Arrow columns. Values keep their meaning: unsigned integers become the next wider type
 * ({@code uint64} a {@code decimal(20,0)}), float16 a float, dictionaries, runs and views their values, each kind of
 * list an array, times of a finer or coarser unit microseconds. Fractions of a microsecond are cut off, downwards.
 *
 * <p>A type that Spark has no equivalent for (unions, decimals of more than 38 fraction digits, times of day before
 * Spark 4.1) becomes a column of type {@code void}, whose metadata says why it cannot be selected.
 */
public final class SparkTypes {
    private static final String UNSUPPORTED = "vgi.unsupported";

    private SparkTypes() {}

    /**
     * The columns of a schema in message format that the session at hand offers: on the driver, where a query is
     * planned. What it does not offer is a column that cannot be selected.
     */
    public static StructType offered(Schema wire) {
        StructField[] fields = schema(wire).fields();
        for (int i = 0; i < fields.length; i++) {
            if (!TimeOfDay.isEnabled() && fields[i].dataType().existsRecursively(TimeOfDay::is)) {
                Field field = wire.getFields().get(i);
                fields[i] = unsupported(field, describe(field) + ": " + TimeOfDay.ABSENT);
            }
        }
        return new StructType(fields);
    }

    /** The columns of a schema in message format: all that this Spark has, whatever a session offers of it. */
    public static StructType schema(Schema wire) {
        List<StructField> fields = new ArrayList<>();
        for (Field field : wire.getFields()) {
            fields.add(column(field));
        }
        return new StructType(fields.toArray(StructField[]::new));
    }

    /** The column of a field in message format. */
    public static StructField column(Field wire) {
        try {
            return new StructField(wire.getName(), type(wire), wire.isNullable(), Metadata.empty());
        } catch (NoSparkType e) {
            return unsupported(wire, Objects.requireNonNull(e.getMessage()));
        }
    }

    private static StructField unsupported(Field wire, String why) {
        Metadata metadata = new MetadataBuilder().putString(UNSUPPORTED, why).build();
        return new StructField(wire.getName(), DataTypes.NullType, true, metadata);
    }

    /** Why a column cannot be selected; empty where it can. */
    public static Optional<String> unsupported(StructField column) {
        return column.metadata().contains(UNSUPPORTED)
                ? Optional.of(column.metadata().getString(UNSUPPORTED))
                : Optional.empty();
    }

    static DataType type(Field wire) throws NoSparkType {
        ArrowType type = wire.getType();
        List<Field> children = wire.getChildren();
        return switch (type.getTypeID()) {
            case Null -> DataTypes.NullType;
            case Bool -> DataTypes.BooleanType;
            case Int -> integer((ArrowType.Int) type);
            case FloatingPoint ->
                ((ArrowType.FloatingPoint) type).getPrecision() == FloatingPointPrecision.DOUBLE
                        ? DataTypes.DoubleType
                        : DataTypes.FloatType;
            case Utf8, LargeUtf8, Utf8View -> DataTypes.StringType;
            case Binary, LargeBinary, BinaryView, FixedSizeBinary -> DataTypes.BinaryType;
            case Decimal -> decimal(wire, (ArrowType.Decimal) type);
            case Date -> DataTypes.DateType;
            case Timestamp ->
                ((ArrowType.Timestamp) type).getTimezone() == null
                        ? DataTypes.TimestampNTZType
                        : DataTypes.TimestampType;
            case Time -> time(wire);
            case Duration -> DataTypes.createDayTimeIntervalType();
            case Interval ->
                switch (((ArrowType.Interval) type).getUnit()) {
                    case YEAR_MONTH -> DataTypes.createYearMonthIntervalType();
                    case DAY_TIME, MONTH_DAY_NANO -> DataTypes.CalendarIntervalType;
                };
            case List, LargeList, FixedSizeList, ListView, LargeListView ->
                DataTypes.createArrayType(type(children.get(0)), children.get(0).isNullable());
            case Struct -> struct(children);
            case Map -> map(wire, children.get(0).getChildren());
            case RunEndEncoded -> type(children.get(1));
            case Union, NONE -> {
                if (type instanceof ArrowType.ExtensionType extension) {
                    yield type(storage(wire, extension));
                }
                throw new NoSparkType(wire, "Spark has no type for it");
            }
        };
    }

    /** A field with the type that an extension type is stored as. */
    static Field storage(Field wire, ArrowType.ExtensionType extension) {
        return new Field(
                wire.getName(),
                new FieldType(wire.isNullable(), extension.storageType(), wire.getDictionary()),
                wire.getChildren());
    }

    /** A dictionary-encoded field as one of its values. */
    static Field values(Field wire) {
        return new Field(wire.getName(), new FieldType(wire.isNullable(), wire.getType(), null), wire.getChildren());
    }

    private static DataType integer(ArrowType.Int type) {
        int bits = type.getIsSigned() ? type.getBitWidth() : 2 * type.getBitWidth();
        return switch (bits) {
            case 8 -> DataTypes.ByteType;
            case 16 -> DataTypes.ShortType;
            case 32 -> DataTypes.IntegerType;
            case 64 -> DataTypes.LongType;
            default -> DataTypes.createDecimalType(20, 0);
        };
    }

    /** Spark's scale lies between 0 and the precision, which is at most 38: a wider one holds what fits. */
    private static DataType decimal(Field wire, ArrowType.Decimal type) throws NoSparkType {
        int scale = Math.max(type.getScale(), 0);
        if (scale > DecimalType.MAX_SCALE()) {
            throw new NoSparkType(wire, "Spark's decimals have at most 38 fraction digits");
        }
        int precision = Math.max(type.getPrecision() + scale - type.getScale(), scale);
        return DataTypes.createDecimalType(Math.min(precision, DecimalType.MAX_PRECISION()), scale);
    }

    private static DataType time(Field wire) throws NoSparkType {
        Optional<DataType> type = TimeOfDay.type();
        if (type.isEmpty()) {
            throw new NoSparkType(wire, TimeOfDay.ABSENT);
        }
        return type.get();
    }

    private static DataType struct(List<Field> children) throws NoSparkType {
        List<StructField> fields = new ArrayList<>();
        for (Field child : children) {
            fields.add(new StructField(child.getName(), type(child), child.isNullable(), Metadata.empty()));
        }
        return new StructType(fields.toArray(StructField[]::new));
    }

    private static DataType map(Field wire, List<Field> entry) throws NoSparkType {
        DataType key = type(entry.get(0));
        if (key.existsRecursively(part -> part instanceof MapType)) {
            throw new NoSparkType(wire, "Spark's maps have no maps in their keys");
        }
        return DataTypes.createMapType(key, type(entry.get(1)), entry.get(1).isNullable());
    }

    /** The Arrow type of a field in message format, for messages. */
    static String describe(Field wire) {
        DictionaryEncoding dictionary = wire.getDictionary();
        return dictionary == null || dictionary.getIndexType() != null ? TypeTokens.token(wire) : wire.toString();
    }

    /** An Arrow type that no Spark type stands for. */
    static final class NoSparkType extends Exception {
        private static final long serialVersionUID = 1L;

        NoSparkType(Field wire, String why) {
            super(describe(wire) + ": " + why);
        }
    }
}
