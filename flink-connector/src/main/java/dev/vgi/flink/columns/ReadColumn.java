package dev.vgi.flink.columns;

import dev.vgi.Code;
import dev.vgi.VgiException;
import org.apache.arrow.vector.FieldVector;
import org.apache.flink.table.types.logical.LogicalType;

/**
 * The column that is read, for errors on its values.
 *
 * @param vector the column's own
 * @param method what sent it
 */
record ReadColumn(FieldVector vector, String method) {
    /** A value, of the column or of something below it, that Flink's type has no room for. */
    VgiException outOfRange(FieldVector found, int row) {
        return VgiException.of(
                Code.OUT_OF_RANGE,
                value(found, row) + ", which Flink's "
                        + FlinkTypes.type(found.getField()).asSummaryString()
                        + " cannot hold. Leave the column out, or let the worker send another type");
    }

    /** A value that has more fraction digits than are declared. */
    VgiException cut(FieldVector found, int row, int precision) {
        LogicalType type = FlinkTypes.type(found.getField()).copy(true);
        String name = type.asSummaryString().replaceAll("\\(\\d\\)", "");
        return VgiException.of(
                Code.OUT_OF_RANGE,
                value(found, row) + ", which the declared " + name + "(" + precision + ") would cut: declare "
                        + type.asSummaryString() + ", and for what needs " + name + "(" + precision
                        + "), such as a watermark, a computed column: `t` AS CAST(`" + vector.getName() + "` AS " + name
                        + "(" + precision + "))");
    }

    private String value(FieldVector found, int row) {
        return "column '" + vector.getName() + "' of " + method + " has the value " + found.getObject(row)
                + (found == vector ? " in row " + row + " of its batch" : "");
    }
}
