package dev.vgi.tools.cli;

import dev.vgi.arrow.Batch;
import dev.vgi.arrow.ByteSink;
import dev.vgi.arrow.FrameWriter;
import dev.vgi.arrow.IpcWriter;
import dev.vgi.arrow.Metadata;
import java.io.IOException;
import java.io.OutputStream;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** One Arrow IPC stream, without the metadata of the wire. Of an empty stream of unknown columns nothing is written. */
final class ArrowStream implements RowFormat {
    private final OutputStream out;
    private final FrameWriter frames;
    private @Nullable IpcWriter writer;

    ArrowStream(OutputStream out) {
        this.out = out;
        this.frames = new FrameWriter(ByteSink.of(out));
    }

    @Override
    public void batch(Batch batch, int rows) throws IOException {
        IpcWriter open = open(batch.schema());
        if (rows == batch.rowCount()) {
            open.write(batch, Metadata.EMPTY);
        } else {
            try (VectorSchemaRoot head = batch.root().slice(0, rows)) {
                open.write(Batch.of(head, batch.dictionaries()), Metadata.EMPTY);
            }
        }
        flush();
    }

    @Override
    public void end(@Nullable Schema schema) throws IOException {
        if (writer == null && schema != null) {
            open(schema);
        }
        if (writer != null) {
            writer.end();
        }
        flush();
    }

    /** A stream that broke off has no end mark, so that its reader notices. */
    @Override
    public void close() {
        if (writer != null) {
            writer.close();
        }
    }

    private IpcWriter open(Schema schema) {
        if (writer == null) {
            writer = new IpcWriter(frames, schema);
        }
        return writer;
    }

    private void flush() throws IOException {
        frames.flush();
        out.flush();
    }
}
