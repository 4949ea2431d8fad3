package dev.vgi.examples.flights;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPInputStream;

/** Reads the sample files, which lie beside this class: rows of cells, some of them quoted, none with a line break. */
final class Csv {
    private Csv() {}

    /** Returns all rows except the one of column names. */
    static List<List<String>> rows(String file) {
        try (InputStream bytes = Objects.requireNonNull(Csv.class.getResourceAsStream(file), file);
                InputStream text = file.endsWith(".gz") ? new GZIPInputStream(bytes, 1 << 16) : bytes;
                var lines = new BufferedReader(new InputStreamReader(text, StandardCharsets.UTF_8))) {
            return lines.lines().skip(1).map(Csv::cells).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> cells(String line) {
        var cells = new ArrayList<String>(8);
        int start = 0;
        while (start <= line.length()) {
            int end = end(line, start);
            cells.add(unquoted(line.substring(start, end)));
            start = end + 1;
        }
        return cells;
    }

    /** Finds the end of the cell that starts here: at the next comma that is not quoted, or at the end of the line. */
    private static int end(String line, int start) {
        boolean quoted = false;
        for (int i = start; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                return i;
            }
        }
        return line.length();
    }

    private static String unquoted(String cell) {
        return cell.startsWith("\"") ? cell.substring(1, cell.length() - 1).replace("\"\"", "\"") : cell;
    }
}
