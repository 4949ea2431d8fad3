package dev.vgi.tools.cli;

import dev.vgi.VgiException;
import dev.vgi.arrow.Batch;
import dev.vgi.arrow.MemoryScope;
import dev.vgi.types.SchemaText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** A file of rows that an exchange is fed with, batch by batch. Used by one thread. */
interface InputFile extends AutoCloseable {
    /**
     * Opens a file: JSON lines where its name ends in {@code .jsonl}, {@code .ndjson} or {@code .json}, otherwise
     * Arrow.
     *
     * @param columns the columns of JSON as DDL; null to find them in its rows
     */
    static InputFile open(Path path, @Nullable String columns, MemoryScope memory) throws IOException {
        if (!Files.isReadable(path)) {
            throw VgiException.invalidArgument("the --input " + path + " is no file that can be read");
        }
        if (path.toString().matches(".*\\.(jsonl|ndjson|json)")) {
            Schema schema = columns == null ? null : SchemaText.parse(columns);
            return JsonLinesInput.open(path, schema, memory.allocator());
        }
        if (columns != null) {
            throw VgiException.invalidArgument("--input-schema is for JSON lines; " + path + " is read as Arrow, which"
                    + " tells its columns itself");
        }
        return ArrowInput.open(path, memory);
    }

    /** The columns of every batch. */
    Schema schema();

    /** The next batch, for the caller to close; null at the end. */
    @Nullable
    Batch next() throws IOException;

    @Override
    void close() throws IOException;
}
