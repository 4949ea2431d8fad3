package dev.vgi.tools.cli;

import dev.vgi.VgiException;
import dev.vgi.arrow.Batch;
import dev.vgi.types.Values;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** JSON objects, one on each line. Blank lines do not count. */
final class JsonLinesInput implements InputFile {
    private static final int BATCH_ROWS = 10_000;

    private final Path path;
    private final BufferedReader lines;
    private final Schema schema;
    private final BufferAllocator allocator;
    private long line;

    private JsonLinesInput(Path path, BufferedReader lines, Schema schema, BufferAllocator allocator) {
        this.path = path;
        this.lines = lines;
        this.schema = schema;
        this.allocator = allocator;
    }

    /** @param schema the columns; null to find them in the rows, for which the file is read twice */
    static JsonLinesInput open(Path path, @Nullable Schema schema, BufferAllocator allocator) throws IOException {
        Schema found = schema == null ? inferred(path, allocator) : schema;
        return new JsonLinesInput(path, Files.newBufferedReader(path), found, allocator);
    }

    private static Schema inferred(Path path, BufferAllocator allocator) throws IOException {
        var types = new JsonTypes();
        try (var input = new JsonLinesInput(path, Files.newBufferedReader(path), new Schema(List.of()), allocator)) {
            for (Map<String, ?> row = input.row(); row != null; row = input.row()) {
                types.add(row);
            }
        }
        return types.schema();
    }

    @Override
    public Schema schema() {
        return schema;
    }

    @Override
    public @Nullable Batch next() throws IOException {
        long first = line + 1;
        List<Map<String, ?>> rows = new ArrayList<>();
        while (rows.size() < BATCH_ROWS) {
            Map<String, ?> row = row();
            if (row == null) {
                break;
            }
            rows.add(row);
        }
        if (rows.isEmpty()) {
            return null;
        }
        try {
            return Values.encodeRows(schema, rows, allocator);
        } catch (VgiException e) {
            throw VgiException.of(e.code(), path + ", in the rows from line " + first + " on: " + e.getMessage(), e);
        }
    }

    private @Nullable Map<String, ?> row() throws IOException {
        String text = lines.readLine();
        line++;
        while (text != null && text.isBlank()) {
            text = lines.readLine();
            line++;
        }
        if (text == null) {
            return null;
        }
        try {
            return Values.parseObject(text);
        } catch (VgiException e) {
            throw VgiException.of(e.code(), path + ", line " + line + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
