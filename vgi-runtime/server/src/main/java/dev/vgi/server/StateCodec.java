package dev.vgi.server;

import dev.vgi.Code;
import dev.vgi.VgiException;
import dev.vgi.types.RecordCodec;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/** A stream's state between turns as bytes: its first byte tells null from a value of the initial state's class. */
final class StateCodec {
    private static final byte NULL = 0;
    private static final byte VALUE = 1;

    private static final Map<Class<?>, Scalar<?>> SCALARS = Map.of(
            Boolean.class,
            new Scalar<Boolean>(1, (bytes, value) -> bytes.put((byte) (value ? 1 : 0)), bytes -> bytes.get() != 0),
            Byte.class,
            new Scalar<Byte>(Byte.BYTES, ByteBuffer::put, ByteBuffer::get),
            Short.class,
            new Scalar<Short>(Short.BYTES, ByteBuffer::putShort, ByteBuffer::getShort),
            Integer.class,
            new Scalar<Integer>(Integer.BYTES, ByteBuffer::putInt, ByteBuffer::getInt),
            Long.class,
            new Scalar<Long>(Long.BYTES, ByteBuffer::putLong, ByteBuffer::getLong),
            Float.class,
            new Scalar<Float>(Float.BYTES, ByteBuffer::putFloat, ByteBuffer::getFloat),
            Double.class,
            new Scalar<Double>(Double.BYTES, ByteBuffer::putDouble, ByteBuffer::getDouble));

    private final String method;
    private final @Nullable Class<?> type;

    private StateCodec(String method, @Nullable Class<?> type) {
        this.method = method;
        this.type = type;
    }

    /**
     * The codec of the states of a stream that begins in this one.
     *
     * @throws VgiException INVALID_ARGUMENT where its class cannot travel
     */
    static StateCodec of(String method, @Nullable Object initial) {
        Class<?> type = initial == null ? null : initial.getClass();
        if (type != null && type != String.class && type != byte[].class && !SCALARS.containsKey(type)) {
            if (!type.isRecord()) {
                throw RpcErrors.service(
                        "the state of " + method + " is a " + type.getName() + ", which cannot travel"
                                + " between HTTP requests; expected a record, a String, a boxed number or boolean, a byte[] or null");
            }
            RecordCodec.of(type.asSubclass(Record.class));
        }
        return new StateCodec(method, type);
    }

    byte[] encode(@Nullable Object state, BufferAllocator allocator) {
        if (state == null) {
            return new byte[] {NULL};
        }
        if (state.getClass() != type) {
            throw RpcErrors.service("the state of " + method + " became a "
                    + state.getClass().getName() + ", but began as " + (type == null ? "null" : "a " + type.getName())
                    + "; keep to one class from the first turn on");
        }
        byte[] value = value(state, allocator);
        return ByteBuffer.allocate(1 + value.length).put(VALUE).put(value).array();
    }

    /** @throws VgiException where these are not the bytes of such a state */
    @Nullable
    Object decode(byte[] bytes, BufferAllocator allocator) {
        if (bytes.length == 1 && bytes[0] == NULL) {
            return null;
        }
        if (bytes.length == 0 || bytes[0] != VALUE || type == null) {
            throw unusable(null);
        }
        ByteBuffer value = ByteBuffer.wrap(bytes, 1, bytes.length - 1);
        try {
            return read(type, value.slice(), allocator);
        } catch (BufferUnderflowException e) {
            throw unusable(e);
        }
    }

    @SuppressWarnings("unchecked")
    private static byte[] value(Object state, BufferAllocator allocator) {
        if (state instanceof String text) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
        if (state instanceof byte[] bytes) {
            return bytes;
        }
        if (state instanceof Record record) {
            return ((RecordCodec<Record>) RecordCodec.of(record.getClass())).toIpc(record, allocator);
        }
        return Objects.requireNonNull((Scalar<Object>) SCALARS.get(state.getClass()))
                .bytes(state);
    }

    private static Object read(Class<?> type, ByteBuffer value, BufferAllocator allocator) {
        if (type == String.class) {
            return StandardCharsets.UTF_8.decode(value).toString();
        }
        if (type == byte[].class || type.isRecord()) {
            byte[] bytes = new byte[value.remaining()];
            value.get(bytes);
            return type.isRecord()
                    ? RecordCodec.of(type.asSubclass(Record.class)).fromIpc(bytes, allocator)
                    : bytes;
        }
        return Objects.requireNonNull(SCALARS.get(type)).read.apply(value);
    }

    private VgiException unusable(@Nullable Throwable cause) {
        return VgiException.of(
                Code.INVALID_ARGUMENT,
                "found the position of another stream, or of another release, expected one of " + method,
                cause);
    }

    private record Scalar<T>(int size, BiConsumer<ByteBuffer, T> write, Function<ByteBuffer, T> read) {
        private byte[] bytes(T value) {
            ByteBuffer bytes = ByteBuffer.allocate(size);
            write.accept(bytes, value);
            return bytes.array();
        }
    }
}
