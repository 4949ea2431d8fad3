package dev.vgi.flink.columns;

import dev.vgi.VgiException;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.vector.complex.MapVector;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.IntervalUnit;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.flink.table.types.logical.ArrayType;
import org.apache.flink.table.types.logical.DecimalType;
import org.apache.flink.table.types.logical.DistinctType;
import org.apache.flink.table.types.logical.IntType;
import org.apache.flink.table.types.logical.LocalZonedTimestampType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.MapType;
import org.apache.flink.table.types.logical.MultisetType;
import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.table.types.logical.StructuredType;
import org.apache.flink.table.types.logical.TimestampType;

/**
 * The Arrow type in which each Flink SQL type is sent unless the user declares another. A worker casts what it is sent
 * to what its method declares where nothing is lost by it. Year-month intervals are sent as those of months, days and
 * nanoseconds, as pyarrow has no others.
 */
public final class ArrowLayout {
    private static final String ZONE = "UTC";
    private static final int MICROS = 6;

    private ArrowLayout() {}

    /**
     * The columns' wire schema.
     *
     * @throws VgiException INVALID_ARGUMENT for a type that has no Arrow type, such as {@code RAW}
     */
    public static Schema schema(RowType columns) {
        return new Schema(fields(columns));
    }

    /** One column, as {@link #schema}. */
    public static Field field(String name, LogicalType type) {
        if (type instanceof DistinctType distinct) {
            return field(name, distinct.getSourceType().copy(type.isNullable()));
        }
        return new Field(name, new FieldType(type.isNullable(), arrowType(name, type), null), children(type));
    }

    private static List<Field> fields(RowType columns) {
        List<Field> fields = new ArrayList<>();
        for (RowType.RowField column : columns.getFields()) {
            fields.add(field(column.getName(), column.getType()));
        }
        return fields;
    }

    private static List<Field> children(LogicalType type) {
        return switch (type.getTypeRoot()) {
            case ARRAY -> List.of(field("item", ((ArrayType) type).getElementType()));
            case MAP -> List.of(entries(((MapType) type).getKeyType(), ((MapType) type).getValueType()));
            case MULTISET -> List.of(entries(((MultisetType) type).getElementType(), new IntType(false)));
            case ROW -> fields((RowType) type);
            case STRUCTURED_TYPE -> fields(row((StructuredType) type));
            default -> List.of();
        };
    }

    /** The attributes of a structured type as a row's fields. */
    static RowType row(StructuredType type) {
        return new RowType(
                type.isNullable(),
                type.getAttributes().stream()
                        .map(attribute -> new RowType.RowField(attribute.getName(), attribute.getType()))
                        .toList());
    }

    private static Field entries(LogicalType key, LogicalType value) {
        return new Field(
                MapVector.DATA_VECTOR_NAME,
                FieldType.notNullable(ArrowType.Struct.INSTANCE),
                List.of(field(MapVector.KEY_NAME, key.copy(false)), field(MapVector.VALUE_NAME, value)));
    }

    private static ArrowType arrowType(String name, LogicalType type) {
        return switch (type.getTypeRoot()) {
            case CHAR, VARCHAR -> ArrowType.Utf8.INSTANCE;
            case BOOLEAN -> ArrowType.Bool.INSTANCE;
            case BINARY, VARBINARY -> ArrowType.Binary.INSTANCE;
            case DECIMAL ->
                new ArrowType.Decimal(((DecimalType) type).getPrecision(), ((DecimalType) type).getScale(), 128);
            case TINYINT -> new ArrowType.Int(8, true);
            case SMALLINT -> new ArrowType.Int(16, true);
            case INTEGER -> new ArrowType.Int(32, true);
            case BIGINT -> new ArrowType.Int(64, true);
            case FLOAT -> new ArrowType.FloatingPoint(FloatingPointPrecision.SINGLE);
            case DOUBLE -> new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE);
            case DATE -> new ArrowType.Date(DateUnit.DAY);
            case TIME_WITHOUT_TIME_ZONE -> new ArrowType.Time(TimeUnit.MICROSECOND, 64);
            case TIMESTAMP_WITHOUT_TIME_ZONE ->
                new ArrowType.Timestamp(unit(((TimestampType) type).getPrecision()), null);
            case TIMESTAMP_WITH_LOCAL_TIME_ZONE ->
                new ArrowType.Timestamp(unit(((LocalZonedTimestampType) type).getPrecision()), ZONE);
            case INTERVAL_YEAR_MONTH -> new ArrowType.Interval(IntervalUnit.MONTH_DAY_NANO);
            case INTERVAL_DAY_TIME -> new ArrowType.Duration(TimeUnit.MICROSECOND);
            case ARRAY -> ArrowType.List.INSTANCE;
            case MAP, MULTISET -> new ArrowType.Map(false);
            case ROW, STRUCTURED_TYPE -> ArrowType.Struct.INSTANCE;
            case NULL -> ArrowType.Null.INSTANCE;
            default -> throw unsupported(name, type);
        };
    }

    private static TimeUnit unit(int precision) {
        return precision <= MICROS ? TimeUnit.MICROSECOND : TimeUnit.NANOSECOND;
    }

    static VgiException unsupported(String name, LogicalType type) {
        return VgiException.invalidArgument("column '" + name + "' has the Flink type " + type.asSummaryString()
                + ", which has no Arrow type: leave the column out, or cast it, for example to STRING");
    }
}
