package dev.vgi.tools.cli;

import dev.vgi.types.SchemaText;
import java.util.Arrays;
import java.util.List;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;

/** How wide the columns of a table are, and on which side their cells stand. */
final class TableLayout {
    private static final String GAP = "  ";
    private static final int WIDEST = 100;
    private static final int WIDEST_TYPE = 30;
    private static final int NARROWEST = 8;
    private static final String CUT = "…";

    private final int[] widths;
    private final boolean[] numeric;
    private final int shown;

    private TableLayout(int[] widths, boolean[] numeric, int shown) {
        this.widths = widths;
        this.numeric = numeric;
        this.shown = shown;
    }

    /**
     * A layout in which these rows have their space.
     *
     * @param available how wide the whole may be; 0 for no bound
     */
    static TableLayout of(List<Field> columns, List<List<String>> rows, int available) {
        var widths = new int[columns.size()];
        var numeric = new boolean[columns.size()];
        for (int i = 0; i < widths.length; i++) {
            int column = i;
            Field field = columns.get(i);
            numeric[i] = isNumber(field.getType());
            int cells =
                    rows.stream().mapToInt(row -> length(row.get(column))).max().orElse(0);
            int type = Math.min(WIDEST_TYPE, length(SchemaText.typeOf(field)));
            int header = Math.max(length(field.getName()), type);
            widths[i] = Math.min(WIDEST, Math.max(cells, header));
        }
        int shown = available == 0 ? widths.length : fit(widths, available);
        return new TableLayout(widths, numeric, shown);
    }

    /** Narrows the widest columns until all fit; where that is not enough, only the first ones are shown. */
    private static int fit(int[] widths, int available) {
        while (total(widths, widths.length) > available) {
            int widest = 0;
            for (int i = 1; i < widths.length; i++) {
                widest = widths[i] > widths[widest] ? i : widest;
            }
            if (widths[widest] <= NARROWEST) {
                break;
            }
            widths[widest]--;
        }
        int shown = widths.length;
        while (shown > 1 && total(widths, shown) > available) {
            shown--;
        }
        return shown;
    }

    private static int total(int[] widths, int columns) {
        return Arrays.stream(widths, 0, columns).sum() + GAP.length() * (columns - 1);
    }

    private static boolean isNumber(ArrowType type) {
        return type instanceof ArrowType.Int
                || type instanceof ArrowType.FloatingPoint
                || type instanceof ArrowType.Decimal;
    }

    /** How many columns are shown: the first ones. */
    int shown() {
        return shown;
    }

    String line(List<String> cells) {
        var line = new StringBuilder();
        for (int i = 0; i < shown; i++) {
            String cell = cut(cells.get(i), widths[i]);
            String space = " ".repeat(widths[i] - length(cell));
            line.append(i == 0 ? "" : GAP).append(numeric[i] ? space + cell : cell + space);
        }
        return line.toString().stripTrailing();
    }

    String rule() {
        var line = new StringBuilder();
        for (int i = 0; i < shown; i++) {
            line.append(i == 0 ? "" : GAP).append("-".repeat(widths[i]));
        }
        return line.toString();
    }

    private static String cut(String cell, int width) {
        return length(cell) <= width ? cell : cell.substring(0, cell.offsetByCodePoints(0, width - 1)) + CUT;
    }

    private static int length(String text) {
        return text.codePointCount(0, text.length());
    }
}
