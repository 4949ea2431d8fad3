package dev.vgi.flink.columns;

import dev.vgi.Code;
import dev.vgi.ErrorKind;
import dev.vgi.VgiException;
import dev.vgi.arrow.Batch;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.OutOfMemoryException;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.logical.RowType;
import org.jspecify.annotations.Nullable;

/**
 * Makes Arrow batches of rows, column by column. Values are cast where nothing is lost by it; what would lose something
 * is an error that names column and value. Immutable; each batch is made by one thread.
 */
public final class RowEncoder {
    private static final ArrowType INT64 = new ArrowType.Int(64, true);

    private final RowType rows;
    private final Schema schema;
    private final int[] positions;

    /**
     * An encoder of some of the columns of rows.
     *
     * @param rows the rows' type
     * @param columns the columns to write, each of which the rows have by its name
     * @param numbers a further column, for each row's number in its batch; null for none
     * @throws VgiException INVALID_ARGUMENT where a column is missing, or there already
     */
    public RowEncoder(RowType rows, Schema columns, @Nullable String numbers) {
        this.rows = rows;
        this.positions = positions(rows, columns);
        this.schema = numbers == null ? columns : numbered(columns, numbers);
    }

    private static Schema numbered(Schema columns, String numbers) {
        List<Field> fields = new ArrayList<>(columns.getFields());
        for (Field field : fields) {
            if (field.getName().equals(numbers)) {
                throw VgiException.invalidArgument("the column of row numbers '" + numbers
                        + "' (exchange.correlation) has the name of a column that is sent, expected another name");
            }
        }
        fields.add(new Field(numbers, FieldType.notNullable(INT64), List.of()));
        return new Schema(fields);
    }

    private static int[] positions(RowType rows, Schema schema) {
        return schema.getFields().stream()
                .mapToInt(field -> {
                    int position = rows.getFieldIndex(field.getName());
                    if (position < 0) {
                        throw VgiException.invalidArgument(
                                "the rows have no column '" + field.getName() + "', they have " + rows.getFieldNames());
                    }
                    return position;
                })
                .toArray();
    }

    /** The schema of the batches. */
    public Schema schema() {
        return schema;
    }

    /**
     * Finds out whether the types fit, without a row.
     *
     * @throws VgiException INVALID_ARGUMENT where one does not
     */
    public void check(BufferAllocator allocator) {
        encode(List.of(), allocator).close();
    }

    /**
     * A batch of these rows, for the caller to close.
     *
     * @throws VgiException INVALID_ARGUMENT for a value that its column cannot hold; RESOURCE_EXHAUSTED where the
     *     allocator's limit does not allow so many
     */
    public Batch encode(List<? extends RowData> batch, BufferAllocator allocator) {
        VectorSchemaRoot root = VectorSchemaRoot.create(schema, allocator);
        try {
            IntStream.range(0, positions.length).forEach(column -> write(batch, root.getVector(column), column));
            if (positions.length < schema.getFields().size()) {
                number(batch.size(), (BigIntVector) root.getVector(positions.length));
            }
            root.setRowCount(batch.size());
            return Batch.of(root);
        } catch (OutOfMemoryException e) {
            root.close();
            throw VgiException.of(
                    Code.RESOURCE_EXHAUSTED,
                    "a batch of " + batch.size() + " rows does not fit into the " + allocator.getLimit()
                            + " bytes of '" + allocator.getName()
                            + "': send fewer at a time (exchange.batch.max-rows, exchange.batch.max-bytes), or raise"
                            + " memory.max",
                    e);
        } catch (Throwable e) {
            root.close();
            throw e;
        }
    }

    private static void number(int rows, BigIntVector numbers) {
        numbers.allocateNew(rows);
        for (int row = 0; row < rows; row++) {
            numbers.set(row, row);
        }
    }

    private void write(List<? extends RowData> batch, FieldVector vector, int column) {
        Field field = schema.getFields().get(column);
        vector.setInitialCapacity(batch.size());
        vector.allocateNew();
        int position = positions[column];
        CellWriter writer = CellWriters.of(field.getName(), rows.getTypeAt(position), vector);
        var cells = new RowCells();
        int index = 0;
        try {
            for (RowData row : batch) {
                CellWriters.write(writer, vector, cells.of(row), position, index);
                index++;
            }
        } catch (UnfitValueException e) {
            throw VgiException.builder(
                            Code.INVALID_ARGUMENT,
                            "column '" + field.getName() + "' of row " + index + " of a batch: " + e.getMessage())
                    .kind(ErrorKind.VALUE_DOES_NOT_FIT)
                    .cause(e)
                    .build();
        }
    }
}
