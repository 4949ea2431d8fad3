package dev.vgi.flink.source;

import dev.vgi.Code;
import dev.vgi.VgiException;
import dev.vgi.arrow.Batch;
import dev.vgi.types.Values;
import java.util.List;
import java.util.Map;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.jspecify.annotations.Nullable;

/**
 * The values of the cursor column, in the form that arguments have.
 *
 * @param column the column
 * @param param the parameter that takes its values
 */
record CursorValues(String column, String param) {
    /** The column's value as a JSON object with the parameter's name. */
    String at(Batch batch, int row) {
        FieldVector vector = batch.vector(column);
        if (vector == null) {
            throw VgiException.of(
                    Code.FAILED_PRECONDITION,
                    "the worker sends no column '" + column + "', which option 'scan.cursor.column' names, only "
                            + batch.schema().getFields());
        }
        // A view: it is not closed, since the batch owns the vector.
        Batch view = Batch.of(
                new VectorSchemaRoot(List.of(vector.getField()), List.of(vector), batch.rowCount()),
                batch.dictionaries());
        @Nullable Object value = Values.row(view, row).get(column);
        if (value == null) {
            throw VgiException.of(
                    Code.FAILED_PRECONDITION,
                    "column '" + column + "', which option 'scan.cursor.column' names, is null in row " + row
                            + " of a batch, expected a value in each row");
        }
        return Values.toJson(Map.of(param, value));
    }
}
