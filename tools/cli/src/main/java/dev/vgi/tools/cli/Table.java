package dev.vgi.tools.cli;

import dev.vgi.arrow.Batch;
import dev.vgi.types.SchemaText;
import dev.vgi.types.Values;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * An aligned table: names, types, rows, and how many there were. The first thousand rows settle how wide the columns
 * are; what is wider is cut.
 */
final class Table implements RowFormat {
    private static final int MEASURED_ROWS = 1000;

    private final PrintStream out;
    private final int width;
    private final List<List<String>> waiting = new ArrayList<>();
    private @Nullable TableLayout layout;
    private List<Field> columns = List.of();
    private long rows;

    /** @param width of the terminal, 0 for none */
    Table(PrintStream out, int width) {
        this.out = out;
        this.width = width;
    }

    @Override
    public void batch(Batch batch, int count) {
        columns = batch.schema().getFields();
        for (Map<String, @Nullable Object> row : Values.rows(batch).subList(0, count)) {
            waiting.add(row.values().stream().map(CellText::of).toList());
        }
        rows += count;
        if (layout != null || waiting.size() >= MEASURED_ROWS) {
            printWaiting();
        }
    }

    @Override
    public void end(@Nullable Schema schema) {
        if (rows == 0 && schema != null) {
            columns = schema.getFields();
        }
        printWaiting();
        out.println((rows == 1 ? "1 row" : rows + " rows") + left());
        out.flush();
    }

    @Override
    public void close() {
        printWaiting();
    }

    /** The columns that found no place. */
    private String left() {
        if (layout == null || layout.shown() == columns.size()) {
            return "";
        }
        List<String> names =
                columns.stream().skip(layout.shown()).map(Field::getName).toList();
        return "; not shown for want of space: " + String.join(", ", names);
    }

    private void printWaiting() {
        if (layout == null && !columns.isEmpty()) {
            layout = TableLayout.of(columns, waiting, width);
            out.println(layout.line(columns.stream().map(Field::getName).toList()));
            out.println(layout.line(columns.stream().map(SchemaText::typeOf).toList()));
            out.println(layout.rule());
        }
        if (layout != null) {
            waiting.stream().map(layout::line).forEach(out::println);
        }
        waiting.clear();
        out.flush();
    }
}
