package dev.vgi.tools.cli;

import dev.vgi.arrow.Batch;
import dev.vgi.types.Values;
import java.io.PrintStream;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** One JSON object for each row, in the forms that {@link Values} reads back. */
final class JsonLines implements RowFormat {
    private final PrintStream out;

    JsonLines(PrintStream out) {
        this.out = out;
    }

    @Override
    public void batch(Batch batch, int rows) {
        Values.rows(batch).stream().limit(rows).map(Values::toJson).forEach(out::println);
        out.flush();
    }

    @Override
    public void end(@Nullable Schema schema) {}

    @Override
    public void close() {}
}
