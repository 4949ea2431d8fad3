package dev.vgi.tools.cli;

import dev.vgi.Limits;
import dev.vgi.arrow.Batch;
import dev.vgi.arrow.ByteSource;
import dev.vgi.arrow.FrameReader;
import dev.vgi.arrow.IpcReader;
import dev.vgi.arrow.MemoryScope;
import dev.vgi.arrow.Validation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** An Arrow stream in a file, or an Arrow file, which holds a stream behind its magic bytes. */
final class ArrowInput implements InputFile {
    private static final String MAGIC = "ARROW1";
    private static final int MAGIC_BYTES = 8;

    private final FileChannel file;
    private final IpcReader reader;

    private ArrowInput(FileChannel file, IpcReader reader) {
        this.file = file;
        this.reader = reader;
    }

    static ArrowInput open(Path path, MemoryScope memory) throws IOException {
        FileChannel file = FileChannel.open(path);
        try {
            file.position(isFile(file) ? MAGIC_BYTES : 0);
            var frames = new FrameReader(ByteSource.of(file), Limits.RAW);
            return new ArrowInput(file, IpcReader.open(frames, memory, Validation.FULL));
        } catch (Throwable e) {
            file.close();
            throw e;
        }
    }

    private static boolean isFile(FileChannel file) throws IOException {
        ByteBuffer start = ByteBuffer.allocate(MAGIC.length());
        return file.read(start) == MAGIC.length() && new String(start.array(), StandardCharsets.US_ASCII).equals(MAGIC);
    }

    @Override
    public Schema schema() {
        return reader.schema();
    }

    @Override
    public @Nullable Batch next() throws IOException {
        return reader.next();
    }

    @Override
    public void close() throws IOException {
        reader.close();
        file.close();
    }
}
