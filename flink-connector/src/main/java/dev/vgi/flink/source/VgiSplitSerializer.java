package dev.vgi.flink.source;

import dev.vgi.protocol.Position;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.core.memory.DataOutputView;
import org.jspecify.annotations.Nullable;

/** Splits in checkpoints and on their way to readers. */
final class VgiSplitSerializer implements SimpleVersionedSerializer<VgiSplit> {
    /** The bytes of a split whose texts are empty or null. */
    static final int LEAST_BYTES = 5 * Integer.BYTES + 2 * Long.BYTES;

    private static final int VERSION = 1;

    @Override
    public int getVersion() {
        return VERSION;
    }

    @Override
    public byte[] serialize(VgiSplit split) throws IOException {
        var out = new DataOutputSerializer(256);
        write(split, out);
        return out.getCopyOfBuffer();
    }

    @Override
    public VgiSplit deserialize(int version, byte[] bytes) throws IOException {
        if (version != VERSION) {
            throw new IOException("found a split of version " + version + ", expected " + VERSION
                    + ": the checkpoint was written by a newer connector");
        }
        var in = new StateInput("a split", bytes);
        VgiSplit split = read(in);
        in.end();
        return split;
    }

    static void write(VgiSplit split, DataOutputView out) throws IOException {
        writeText(split.splitId(), out);
        writeText(split.arguments(), out);
        writeText(split.url(), out);
        Position position = split.position();
        writeText(position == null ? null : position.address(), out);
        if (position != null) {
            writeText(position.callToken(), out);
            writeText(position.cursor(), out);
            out.writeInt(position.batchesToSkip());
        }
        out.writeLong(split.rowsToSkip());
        out.writeLong(split.rowsEmitted());
        writeText(split.cursor(), out);
    }

    static VgiSplit read(StateInput in) throws IOException {
        String splitId = in.text("name");
        String arguments = in.text("arguments");
        String url = in.textOrNull("worker");
        String address = in.textOrNull("address");
        Position position = address == null
                ? null
                : new Position(address, in.text("call token"), in.text("cursor token"), in.number("batches to skip"));
        return new VgiSplit(
                splitId,
                arguments,
                url,
                position,
                in.longNumber("rows to skip"),
                in.longNumber("emitted rows"),
                in.textOrNull("cursor"));
    }

    /** Tokens and arguments may be longer than the 64 KiB of {@code writeUTF}. */
    static void writeText(@Nullable String text, DataOutputView out) throws IOException {
        if (text == null) {
            out.writeInt(-1);
        } else {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            out.writeInt(bytes.length);
            out.write(bytes);
        }
    }
}
