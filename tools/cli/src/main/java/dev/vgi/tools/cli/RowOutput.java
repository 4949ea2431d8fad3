package dev.vgi.tools.cli;

import dev.vgi.arrow.Batch;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** Shows the rows of a stream, up to a limit and as long as somebody reads them. */
final class RowOutput implements AutoCloseable {
    private final RowFormat format;
    private final Terminal terminal;
    private long left;

    /** @param limit the most rows to show */
    RowOutput(RowFormat format, Terminal terminal, long limit) {
        this.format = format;
        this.terminal = terminal;
        this.left = limit;
    }

    /** Whether rows are still wanted: false at the limit, and when the reader of a pipe is gone. */
    boolean wantsMore() {
        return left > 0 && !terminal.out().checkError();
    }

    /** Shows a batch, and closes it. */
    void add(Batch batch) {
        try (batch) {
            int rows = (int) Math.min(left, batch.rowCount());
            left -= rows;
            format.batch(batch, rows);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param schema the stream's columns; null where they are unknown */
    void end(@Nullable Schema schema) {
        try {
            format.end(schema);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        format.close();
    }
}
