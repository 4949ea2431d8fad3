package dev.vgi.flink.columns;

import dev.vgi.VgiException;
import dev.vgi.types.SchemaText;
import java.util.Optional;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.DateMilliVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.NullVector;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.flink.table.types.logical.DistinctType;
import org.apache.flink.table.types.logical.LogicalType;

/** Chooses, once for each column, how Flink's values get into an Arrow vector without loss. */
final class CellWriters {
    private static final long MILLIS_OF_DAY = 86_400_000L;

    private CellWriters() {}

    /**
     * The writer for a column.
     *
     * @param path the column's name, and where in it, for messages
     * @throws VgiException INVALID_ARGUMENT where values of the one type are no values of the other
     */
    static CellWriter of(String path, LogicalType from, FieldVector vector) {
        if (from instanceof DistinctType distinct) {
            return of(path, distinct.getSourceType(), vector);
        }
        return find(path, from, vector).orElseThrow(() -> mismatch(path, from, vector.getField()));
    }

    private static Optional<CellWriter> find(String path, LogicalType from, FieldVector vector) {
        return switch (from.getTypeRoot()) {
            case BOOLEAN ->
                vector instanceof BitVector bits
                        ? Optional.of(
                                (cells, position, index) -> bits.setSafe(index, cells.booleanAt(position) ? 1 : 0))
                        : Optional.empty();
            case TINYINT -> NumberWriters.of(ValueGetters::byteAt, vector);
            case SMALLINT -> NumberWriters.of(ValueGetters::shortAt, vector);
            case INTEGER -> NumberWriters.of(ValueGetters::intAt, vector);
            case BIGINT -> NumberWriters.of(ValueGetters::longAt, vector);
            case FLOAT -> NumberWriters.ofFloat(vector);
            case DOUBLE -> NumberWriters.ofDouble(vector);
            case DECIMAL -> NumberWriters.ofDecimal(from, vector);
            case CHAR, VARCHAR -> ByteWriters.ofText(vector);
            case BINARY, VARBINARY -> ByteWriters.ofBinary(vector);
            case DATE -> ofDate(vector);
            case TIME_WITHOUT_TIME_ZONE -> TimeWriters.ofTime(vector);
            case TIMESTAMP_WITHOUT_TIME_ZONE, TIMESTAMP_WITH_LOCAL_TIME_ZONE -> TimeWriters.ofTimestamp(from, vector);
            case INTERVAL_DAY_TIME -> TimeWriters.ofDuration(vector);
            case INTERVAL_YEAR_MONTH -> TimeWriters.ofMonths(vector);
            case ARRAY, MULTISET, MAP, ROW, STRUCTURED_TYPE -> NestedWriters.of(path, from, vector);
            case NULL -> vector instanceof NullVector ? Optional.of((cells, position, index) -> {}) : Optional.empty();
            default -> throw ArrowLayout.unsupported(path, from);
        };
    }

    private static Optional<CellWriter> ofDate(FieldVector vector) {
        if (vector instanceof DateDayVector days) {
            return Optional.of((cells, position, index) -> days.setSafe(index, cells.intAt(position)));
        }
        if (vector instanceof DateMilliVector millis) {
            return Optional.of(
                    (cells, position, index) -> millis.setSafe(index, cells.intAt(position) * MILLIS_OF_DAY));
        }
        return Optional.empty();
    }

    /** Writes a value or its absence. */
    static void write(CellWriter writer, FieldVector vector, ValueGetters from, int position, int index) {
        if (!from.isNullAt(position)) {
            writer.write(from, position, index);
        } else if (vector.getField().isNullable()) {
            vector.setNull(index);
        } else {
            throw new UnfitValueException(
                    "null", "a value: " + vector.getField().getName() + " is declared as NOT NULL");
        }
    }

    private static VgiException mismatch(String path, LogicalType from, Field to) {
        return VgiException.invalidArgument("column '" + path + "' is " + from.asSummaryString()
                + " in Flink, which does not become " + SchemaText.typeOf(to)
                + " without loss: cast it in the query, or declare another type (option 'exchange.input-schema')");
    }
}
