package dev.vgi.types;

import dev.vgi.VgiException;
import dev.vgi.arrow.Batch;
import dev.vgi.arrow.Ipc;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Converts records of one class to rows of a batch and back: one column for each component, a nested record is a
 * struct. Names are the components' in snake case, or those of {@link WireName}. Immutable and safe for concurrent use.
 *
 * @param <T> the record class
 */
public final class RecordCodec<T extends Record> {
    private static final ClassValue<RecordCodec<?>> CACHE = new ClassValue<>() {
        @Override
        protected RecordCodec<?> computeValue(Class<?> type) {
            return of(type.asSubclass(Record.class), new TypeResolver().shape(type));
        }
    };

    private final Class<T> type;
    private final RecordShape shape;

    private RecordCodec(Class<T> type, RecordShape shape) {
        this.type = type;
        this.shape = shape;
    }

    static <T extends Record> RecordCodec<T> of(Class<T> type, RecordShape shape) {
        return new RecordCodec<>(type, shape);
    }

    /**
     * Returns the codec of a record class, resolved once for each class.
     *
     * @throws VgiException INVALID_ARGUMENT if a component has a type that Arrow cannot hold, or the class is generic,
     *     holds itself or cannot be accessed
     */
    @SuppressWarnings("unchecked")
    public static <T extends Record> RecordCodec<T> of(Class<T> type) {
        return (RecordCodec<T>) CACHE.get(type);
    }

    /** Returns the schema of the rows, in message format. */
    public Schema schema() {
        return shape.columns().schema();
    }

    /**
     * Returns a batch with one row for each record. The caller closes the batch.
     *
     * @throws VgiException INVALID_ARGUMENT with row and path for a null that is not {@code @Nullable}, or a value that
     *     its column cannot hold
     */
    public Batch encode(List<? extends T> records, BufferAllocator allocator) {
        try (BatchBuilder builder = new BatchBuilder(schema(), records.size(), allocator)) {
            Columns columns = shape.columns();
            ColumnWriter[] writers = columns.writers(builder.vectors(), builder.dictionaries());
            for (int column = 0; column < writers.length; column++) {
                writeColumn(columns, writers, column, records);
            }
            return builder.finish(records.size());
        } catch (ConversionException e) {
            throw e.toException();
        }
    }

    private void writeColumn(Columns columns, ColumnWriter[] writers, int column, List<? extends T> records) {
        int row = 0;
        for (T record : records) {
            try {
                columns.write(writers, column, row, shape.component(record, column));
            } catch (ConversionException e) {
                throw records.size() == 1 ? e : e.atIndex(row);
            }
            row++;
        }
    }

    /**
     * Returns one record for each row, in an unmodifiable list. Columns are found by name; other columns are ignored,
     * and a missing nullable one is null. A column of another type is read where each of its values fits. The caller
     * keeps ownership of the batch.
     *
     * @throws VgiException INVALID_ARGUMENT for a missing column, another type, a null that is not {@code @Nullable} or
     *     values that the record's constructor refuses; DATA_LOSS for a value that does not fit; both with row and path
     */
    public List<T> decode(Batch batch) {
        ColumnReader[] readers = shape.columns()
                .readers(batch.schema().getFields(), batch.root().getFieldVectors(), batch.dictionaries());
        int rows = batch.rowCount();
        List<T> records = new ArrayList<>(rows);
        for (int row = 0; row < rows; row++) {
            try {
                records.add(type.cast(shape.read(readers, row)));
            } catch (ConversionException e) {
                Batches.close(records);
                throw (rows == 1 ? e : e.atIndex(row)).toException();
            }
        }
        return Collections.unmodifiableList(records);
    }

    /**
     * Returns a complete IPC stream of one row: the form of a record that is a parameter or a result, and of stored
     * state.
     *
     * @param allocator for the time of the call
     */
    public byte[] toIpc(T record, BufferAllocator allocator) {
        try (Batch batch = encode(List.of(record), allocator)) {
            return Ipc.toBytes(batch);
        }
    }

    /**
     * Returns the record of an IPC stream that holds exactly one row.
     *
     * @param allocator for the time of the call; a {@link Batch} inside of the record has one of its own, below the
     *     same root
     * @throws VgiException as {@link #decode} does, and DATA_LOSS for broken bytes or another number of rows
     */
    public T fromIpc(byte[] bytes, BufferAllocator allocator) {
        try (Batch batch = Ipc.fromBytes(bytes, allocator)) {
            if (!batch.schema().getFields().isEmpty() && batch.rowCount() != 1) {
                throw VgiException.dataLoss(
                        "found " + batch.rowCount() + " rows, expected exactly one for record " + type.getSimpleName());
            }
            return type.cast(one(batch));
        }
    }

    private Object one(Batch batch) {
        try {
            ColumnReader[] readers = shape.columns()
                    .readers(batch.schema().getFields(), batch.root().getFieldVectors(), batch.dictionaries());
            return shape.read(readers, 0);
        } catch (ConversionException e) {
            throw e.toException();
        }
    }

    void closeBatches(Object record) {
        shape.closeBatches(record);
    }

    byte[] toIpcUnchecked(Object record, BufferAllocator allocator) {
        return toIpc(type.cast(record), allocator);
    }
}
