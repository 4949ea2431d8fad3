package dev.vgi.flink.source;

import dev.vgi.protocol.Position;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.core.memory.DataOutputView;
import org.jspecify.annotations.Nullable;

/** Splits in checkpoints and on their way to readers. */
final class VgiSplitSerializer implements SimpleVersionedSerializer<VgiSplit> {
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
        return read(new DataInputDeserializer(bytes));
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

    static VgiSplit read(DataInputView in) throws IOException {
        String splitId = readRequired(in);
        String arguments = readRequired(in);
        String url = readText(in);
        String address = readText(in);
        Position position =
                address == null ? null : new Position(address, readRequired(in), readRequired(in), in.readInt());
        return new VgiSplit(splitId, arguments, url, position, in.readLong(), in.readLong(), readText(in));
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

    private static @Nullable String readText(DataInputView in) throws IOException {
        int length = in.readInt();
        if (length < 0) {
            return null;
        }
        byte[] bytes = new byte[length];
        in.readFully(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    static String readRequired(DataInputView in) throws IOException {
        String text = readText(in);
        if (text == null) {
            throw new IOException("a split in the checkpoint has a null where a text is expected");
        }
        return text;
    }
}
