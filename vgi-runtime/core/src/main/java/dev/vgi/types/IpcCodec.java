package dev.vgi.types;

import dev.vgi.Limits;
import dev.vgi.VgiException;
import dev.vgi.arrow.Batch;
import dev.vgi.arrow.Ipc;
import dev.vgi.arrow.SchemaMessage;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Converts what travels as Arrow IPC bytes in a binary column: a record that is a parameter or a result, a batch, a
 * schema. An empty value reads as null, as other implementations write one for what is absent.
 */
final class IpcCodec extends TypeCodec {
    private final Format format;
    private final String javaType;
    private final TypeSpec type;

    /** Turns values into bytes and back. */
    interface Format {
        byte[] bytes(Object value, BufferAllocator allocator);

        Object value(byte[] bytes, BufferAllocator allocator);
    }

    IpcCodec(Format format, String javaType, TypeSpec type, Absence absence) {
        super(absence);
        this.format = format;
        this.javaType = javaType;
        this.type = type;
    }

    /** Returns the format of a record: a stream of one batch of one row. */
    static Format record(RecordCodec<?> codec) {
        return new Format() {
            @Override
            public byte[] bytes(Object value, BufferAllocator allocator) {
                return codec.toIpcUnchecked(value, allocator);
            }

            @Override
            public Object value(byte[] bytes, BufferAllocator allocator) {
                return codec.fromIpc(bytes, allocator);
            }
        };
    }

    /**
     * Returns the format of a batch: a stream of one batch. The batch that is read is owned by its receiver, and has an
     * allocator of its own below the root, so that it may outlive what it came in.
     */
    static Format batch() {
        return new Format() {
            @Override
            public byte[] bytes(Object value, BufferAllocator allocator) {
                return Ipc.toBytes((Batch) value);
            }

            @Override
            public Object value(byte[] bytes, BufferAllocator allocator) {
                BufferAllocator own = root(allocator).newChildAllocator("embedded batch", 0, allocator.getLimit());
                try {
                    return Ipc.fromBytes(bytes, own).onClose(own::close);
                } catch (Throwable e) {
                    own.close();
                    throw e;
                }
            }
        };
    }

    private static BufferAllocator root(BufferAllocator allocator) {
        BufferAllocator root = allocator;
        for (BufferAllocator above = root; above != null; above = above.getParentAllocator()) {
            root = above;
        }
        return root;
    }

    /** Returns the format of a schema: a schema message without the end of a stream. */
    static Format schema() {
        return new Format() {
            @Override
            public byte[] bytes(Object value, BufferAllocator allocator) {
                return SchemaMessage.toBytes((Schema) value);
            }

            @Override
            public Object value(byte[] bytes, BufferAllocator allocator) {
                return SchemaMessage.fromBytes(bytes, Limits.RAW);
            }
        };
    }

    @Override
    TypeSpec type(DictionaryIds ids) {
        return type;
    }

    @Override
    String javaType() {
        return javaType;
    }

    @Override
    ColumnWriter open(FieldVector vector, DictionaryProvider dictionaries, @Nullable String refusesNull) {
        ColumnWriter writer = ColumnWriters.scalar(vector, javaType, refusesNull);
        return new ColumnWriter(vector, refusesNull) {
            @Override
            void set(int row, Object value) {
                try {
                    writer.set(row, format.bytes(value, vector.getAllocator()));
                } catch (VgiException e) {
                    throw ConversionException.problem(javaType + ": " + e.getMessage(), e);
                }
            }
        };
    }

    @Override
    ColumnReader open(Field wire, FieldVector vector, DictionaryProvider dictionaries) {
        if (!JavaScalar.isBinary(wire.getType().getTypeID())) {
            throw unreadable(wire);
        }
        ColumnReader reader = ColumnReaders.of(wire, vector, dictionaries);
        return row -> {
            byte[] bytes = (byte[]) reader.read(row);
            return bytes == null || bytes.length == 0 ? null : value(bytes, vector.getAllocator());
        };
    }

    private Object value(byte[] bytes, BufferAllocator allocator) {
        try {
            return format.value(bytes, allocator);
        } catch (VgiException e) {
            throw ConversionException.of(e.code(), javaType + ": " + e.getMessage(), e);
        } catch (RuntimeException e) {
            throw ConversionException.broken(
                    "found " + bytes.length + " bytes, expected the Arrow IPC form of " + javaType, e);
        }
    }
}
