package dev.vgi.flink.columns;

import dev.vgi.Code;
import dev.vgi.ErrorKind;
import dev.vgi.VgiException;
import dev.vgi.arrow.Batch;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.columnar.ColumnarRowData;
import org.apache.flink.table.data.columnar.vector.ColumnVector;
import org.apache.flink.table.data.columnar.vector.VectorizedColumnBatch;
import org.apache.flink.table.runtime.typeutils.RowDataSerializer;
import org.apache.flink.table.types.logical.RowType;

/** Reads declared columns out of a worker's batches, as rows over the Arrow vectors themselves. Immutable. */
public final class ArrowColumns {
    private final RowType declared;
    private final int[] positions;
    private final String method;

    private ArrowColumns(RowType declared, int[] positions, String method) {
        this.declared = declared;
        this.positions = positions;
        this.method = method;
    }

    /**
     * Compares name, type and nullability before the first batch.
     *
     * @param found the stream's schema, in message format
     * @param declared the columns to read, some or all of them and in any order
     * @param method what errors call the method
     * @throws VgiException FAILED_PRECONDITION, of the kind {@code schema_changed}, where a column is missing or
     *     another; UNIMPLEMENTED for a type that Flink does not have
     */
    public static ArrowColumns match(Schema found, RowType declared, String method) {
        int[] positions = new int[declared.getFieldCount()];
        for (int i = 0; i < positions.length; i++) {
            String name = declared.getFieldNames().get(i);
            positions[i] = position(found, name, method);
            Optional<String> conflict = TypeMatch.conflict(found.getFields().get(positions[i]), declared.getTypeAt(i));
            if (conflict.isPresent()) {
                throw differs(method, conflict.get());
            }
        }
        return new ArrowColumns(declared, positions, method);
    }

    private static int position(Schema found, String name, String method) {
        List<Integer> positions = new ArrayList<>();
        List<Field> fields = found.getFields();
        for (int i = 0; i < fields.size(); i++) {
            if (fields.get(i).getName().equals(name)) {
                positions.add(i);
            }
        }
        if (positions.size() != 1) {
            throw differs(
                    method,
                    "it sends " + (positions.isEmpty() ? "no" : "more than one") + " column '" + name + "', only "
                            + fields.stream().map(Field::getName).toList());
        }
        return positions.get(0);
    }

    private static VgiException differs(String method, String difference) {
        return VgiException.builder(
                        Code.FAILED_PRECONDITION,
                        "the columns of " + method + " are not those that are declared: " + difference
                                + ". Change the table's columns, or the worker")
                .kind(ErrorKind.SCHEMA_CHANGED)
                .build();
    }

    /**
     * One row that moves over a batch: {@link ColumnarRowData#setRowId} says which. It, and what is read from it, lives
     * as long as the batch, but for strings and bytes, which are on the heap.
     *
     * @param batch stays the caller's
     */
    public ColumnarRowData row(Batch batch) {
        return new ColumnarRowData(rows(columns(batch), batch));
    }

    /**
     * The rows by their numbers, each an object of its own that outlives the batch. Rows of the same batch share its
     * columns; where some of these are nested, each row is copied by itself.
     *
     * @param batch stays the caller's
     */
    public IntFunction<RowData> copies(Batch batch) {
        ColumnVector[] columns = columns(batch);
        ColumnVector[] copies = new ColumnVector[columns.length];
        for (int i = 0; i < columns.length; i++) {
            Optional<ColumnVector> copy = HeapColumns.copy(columns[i], declared.getTypeAt(i), batch.rowCount());
            if (copy.isEmpty()) {
                return copiedOneByOne(new ColumnarRowData(rows(columns, batch)));
            }
            copies[i] = copy.get();
        }
        VectorizedColumnBatch rows = rows(copies, batch);
        return row -> new ColumnarRowData(rows, row);
    }

    private IntFunction<RowData> copiedOneByOne(ColumnarRowData rows) {
        var copier = new RowDataSerializer(declared);
        return row -> {
            rows.setRowId(row);
            return copier.toBinaryRow(rows).copy();
        };
    }

    private ColumnVector[] columns(Batch batch) {
        ColumnVector[] columns = new ColumnVector[positions.length];
        for (int i = 0; i < columns.length; i++) {
            columns[i] = ColumnVectors.of(batch.vector(positions[i]), batch.dictionaries(), method);
        }
        return columns;
    }

    private static VectorizedColumnBatch rows(ColumnVector[] columns, Batch batch) {
        var rows = new VectorizedColumnBatch(columns);
        rows.setNumRows(batch.rowCount());
        return rows;
    }
}
