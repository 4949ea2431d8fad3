package dev.vgi.types;

import dev.vgi.VgiException;
import dev.vgi.arrow.Batch;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Method;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Converts the result of a unary method to and from a batch: one row of the single column {@code result}, or no row and
 * no column for {@code void}. Immutable and safe for concurrent use.
 */
public final class ResultCodec {
    private static final String NAME = "result";

    private final Columns columns;

    private ResultCodec(Columns columns) {
        this.columns = columns;
    }

    /**
     * Returns the codec of a method's return type.
     *
     * @throws VgiException INVALID_ARGUMENT if Arrow cannot hold it
     */
    public static ResultCodec of(Method method) {
        return of(method.getAnnotatedReturnType(), method.getDeclaringClass().getSimpleName() + "." + method.getName());
    }

    /**
     * Returns the codec of a type that stands inside of a return type, such as that of a future.
     *
     * @param owner the method, for messages
     * @throws VgiException INVALID_ARGUMENT if Arrow cannot hold it
     */
    public static ResultCodec of(AnnotatedType type, String owner) {
        if (type.getType() == void.class || type.getType() == Void.class) {
            return new ResultCodec(new Columns(owner, List.of(), List.of()));
        }
        TypeCodec codec = new TypeResolver().parameter(type, "result of " + owner);
        return new ResultCodec(new Columns("the result of " + owner, List.of(NAME), List.of(codec)));
    }

    /** Returns the schema of a response, in message format. */
    public Schema schema() {
        return columns.schema();
    }

    public boolean isVoid() {
        return columns.size() == 0;
    }

    /**
     * Returns the response's batch, which the caller closes.
     *
     * @throws VgiException INVALID_ARGUMENT for a null that is not {@code @Nullable}, or a value that the column cannot
     *     hold
     */
    public Batch encode(@Nullable Object result, BufferAllocator allocator) {
        if (isVoid()) {
            return Batch.withoutColumns(0);
        }
        try (BatchBuilder builder = new BatchBuilder(schema(), 1, allocator)) {
            columns.write(columns.writers(builder.vectors(), builder.dictionaries()), 0, 0, result);
            return builder.finish(1);
        } catch (ConversionException e) {
            throw e.toException();
        }
    }

    /**
     * Returns the result of a response; null for {@code void}. The caller keeps ownership of the batch.
     *
     * @throws VgiException INVALID_ARGUMENT for a missing column, another type, another number of rows than one or a
     *     null that is not {@code @Nullable}; DATA_LOSS for a value that does not fit
     */
    public @Nullable Object decode(Batch response) {
        if (isVoid()) {
            return null;
        }
        if (response.rowCount() != 1) {
            throw VgiException.invalidArgument("found " + response.rowCount() + " rows of a result, expected one");
        }
        ColumnReader[] readers = columns.readers(
                response.schema().getFields(), response.root().getFieldVectors(), response.dictionaries());
        try {
            return columns.read(readers, 0, 0);
        } catch (ConversionException e) {
            throw e.toException();
        }
    }
}
