package dev.vgi.flink.source;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * Reads a state out of a checkpoint, whose bytes may be damaged: nothing is allocated by a length or a count that the
 * bytes at hand cannot hold, and every error says where the damage is.
 */
final class StateInput {
    private final String what;
    private final byte[] bytes;
    private final DataInputDeserializer in;

    /** @param what what the bytes are, for errors: {@code a split} */
    StateInput(String what, byte[] bytes) {
        this.what = what;
        this.bytes = bytes;
        this.in = new DataInputDeserializer(bytes);
    }

    boolean flag(String name) throws IOException {
        need(name, 1);
        byte value = in.readByte();
        if (value != 0 && value != 1) {
            throw damaged(name, "the byte " + value, "0 or 1");
        }
        return value == 1;
    }

    /** A number that is not negative. */
    int number(String name) throws IOException {
        need(name, Integer.BYTES);
        int value = in.readInt();
        if (value < 0) {
            throw damaged(name, String.valueOf(value), "0 or more");
        }
        return value;
    }

    /** As {@link #number}, of 64 bits. */
    long longNumber(String name) throws IOException {
        need(name, Long.BYTES);
        long value = in.readLong();
        if (value < 0) {
            throw damaged(name, String.valueOf(value), "0 or more");
        }
        return value;
    }

    /** How many parts follow, each of {@code least} bytes or more. */
    int count(String name, int least) throws IOException {
        int count = number(name);
        if (count > in.available() / least) {
            throw damaged(name, count + " where " + in.available() + " bytes are left", "a number that they can hold");
        }
        return count;
    }

    @Nullable
    String textOrNull(String name) throws IOException {
        need(name, Integer.BYTES);
        int length = in.readInt();
        if (length == -1) {
            return null;
        }
        if (length < 0 || length > in.available()) {
            throw damaged(name, "a length of " + length, "0 to " + in.available() + ", the bytes that are left");
        }
        var text = ByteBuffer.wrap(bytes, in.getPosition(), length);
        in.skipBytesToRead(length);
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(text).toString();
        } catch (CharacterCodingException e) {
            throw damaged(name, "bytes that are no UTF-8", "a text");
        }
    }

    String text(String name) throws IOException {
        String text = textOrNull(name);
        if (text == null) {
            throw damaged(name, "null", "a text");
        }
        return text;
    }

    void end() throws IOException {
        if (in.available() > 0) {
            throw damaged("end", in.available() + " further bytes", "none");
        }
    }

    private void need(String name, int length) throws IOException {
        if (in.available() < length) {
            throw damaged(name, in.available() + " bytes", length + " more");
        }
    }

    private IOException damaged(String name, String found, String expected) {
        return new IOException("the checkpoint is damaged: " + what + " of " + bytes.length + " bytes has at byte "
                + in.getPosition() + ", its " + name + ", " + found + ", expected " + expected
                + ". Restore an earlier checkpoint or savepoint");
    }
}
