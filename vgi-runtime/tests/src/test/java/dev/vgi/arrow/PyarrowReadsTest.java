package dev.vgi.arrow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vgi.testing.PythonReference;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What this package writes is read and fully validated by pyarrow. */
class PyarrowReadsTest {
    private static final Path SOURCES = Path.of("src", "test");
    private static final List<String> GOLDEN =
            List.of("types", "dictionaries", "dictionary-deltas", "metadata", "no-columns", "texts-lz4");

    private final PythonReference reference = PythonReference.require();
    private final Memory memory = Memory.create();
    private final MemoryScope scope = memory.scope("test", 1L << 30);

    @TempDir
    private Path folder;

    @AfterEach
    void close() {
        scope.close();
        memory.close();
    }

    @Test
    void goldenStreams_writtenAgain_areEqual() throws Exception {
        var arguments = new ArrayList<String>();
        for (String name : GOLDEN) {
            List<Batch> batches = Streams.read(Streams.golden(name), scope);
            Path again = Files.write(
                    folder.resolve(name), Streams.write(batches.get(0).schema(), batches));
            batches.forEach(Batch::close);
            arguments.add(SOURCES.resolve("resources/dev/vgi/arrow/" + name + ".arrow") + "=" + again);
        }
        assertThat(read(arguments)).containsExactly("4 0 4 2 1", "0 3 3 2", "0 3 3", "2 2 0", "3 0 1", "3000");
    }

    @Test
    void emptyBatches_ofEveryType_areValid() throws Exception {
        var arguments = new ArrayList<String>();
        for (String name : GOLDEN) {
            Schema schema;
            try (IpcReader reader =
                    IpcReader.open(new FrameReader(Streams.golden(name), dev.vgi.Limits.RAW), scope, Validation.FULL)) {
                schema = reader.schema();
            }
            var bytes = new ByteArraySink();
            var frames = new FrameWriter(bytes);
            try (Batch empty = Batch.empty(schema, scope.allocator());
                    var writer = new IpcWriter(frames, schema)) {
                writer.writeEmpty(Metadata.of("k", "v"));
                writer.write(empty);
                writer.end();
                frames.flush();
            }
            arguments.add(Files.write(folder.resolve(name), bytes.toByteArray()).toString());
        }
        assertThat(read(arguments)).hasSize(GOLDEN.size()).containsOnly("0 0");
    }

    private List<String> read(List<String> arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(
                reference.python(), SOURCES.resolve("python/read_streams.py").toString()));
        command.addAll(arguments);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output.lines().toList();
    }
}
