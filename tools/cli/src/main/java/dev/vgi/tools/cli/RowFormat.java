package dev.vgi.tools.cli;

import dev.vgi.arrow.Batch;
import java.io.IOException;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** A way to show the rows of a stream. Used by one thread. */
interface RowFormat extends AutoCloseable {
    /** Shows the first {@code rows} rows of a batch, which stays the caller's. */
    void batch(Batch batch, int rows) throws IOException;

    /**
     * Shows what is left, once.
     *
     * @param schema the columns where no batch came; null where even they are unknown
     */
    void end(@Nullable Schema schema) throws IOException;

    /** Shows the rows that are still held back, where the stream broke off before its {@link #end}. */
    @Override
    void close();
}
