package dev.vgi.server;

import dev.vgi.Code;
import dev.vgi.Limits;
import dev.vgi.VgiException;
import dev.vgi.arrow.SchemaMessage;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.arrow.vector.types.pojo.Schema;

/** What opens a stream again: its method, the request as an IPC stream, and the schemas that it must have again. */
final class StreamCallState {
    private static final byte FORMAT = 1;

    private final String method;
    private final byte[] request;
    private final Schema input;
    private final Schema output;

    /** @param method protocol and method */
    StreamCallState(String method, byte[] request, Schema input, Schema output) {
        this.method = method;
        this.request = request;
        this.input = input;
        this.output = output;
    }

    byte[] request() {
        return request;
    }

    Schema input() {
        return input;
    }

    Schema output() {
        return output;
    }

    byte[] encoded() {
        byte[][] parts = {
            method.getBytes(StandardCharsets.UTF_8),
            request,
            SchemaMessage.toBytes(input),
            SchemaMessage.toBytes(output)
        };
        int size = 1;
        for (byte[] part : parts) {
            size += Integer.BYTES + part.length;
        }
        ByteBuffer bytes = ByteBuffer.allocate(size).put(FORMAT);
        for (byte[] part : parts) {
            bytes.putInt(part.length).put(part);
        }
        return bytes.array();
    }

    /** @throws VgiException where these are not the bytes of this method */
    static StreamCallState decode(byte[] bytes, String method) {
        try {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            if (buffer.get() == FORMAT) {
                var state = new StreamCallState(
                        new String(part(buffer), StandardCharsets.UTF_8),
                        part(buffer),
                        SchemaMessage.fromBytes(part(buffer), Limits.RAW),
                        SchemaMessage.fromBytes(part(buffer), Limits.RAW));
                if (state.method.equals(method) && !buffer.hasRemaining()) {
                    return state;
                }
            }
        } catch (BufferUnderflowException e) {
            throw VgiException.of(Code.INVALID_ARGUMENT, unusable(method), e);
        }
        throw VgiException.invalidArgument(unusable(method));
    }

    private static String unusable(String method) {
        return "found the state of another stream, or of another release, expected one of " + method;
    }

    private static byte[] part(ByteBuffer buffer) {
        int length = buffer.getInt();
        if (length < 0 || length > buffer.remaining()) {
            throw new BufferUnderflowException();
        }
        byte[] part = new byte[length];
        buffer.get(part);
        return part;
    }
}
