package dev.vgi.server.http.seal;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import dev.vgi.Code;
import dev.vgi.ErrorKind;
import dev.vgi.VgiException;
import dev.vgi.protocol.Principal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/**
 * Seals the state of streams into the two tokens that clients carry (specification, section 10): the call token with
 * what is fixed for a call, and the cursor of each turn. A token opens only for the method and the principal that it
 * was sealed for, and whatever is wrong with one is answered alike. Thread-safe.
 *
 * <p>A token is base64 of: version, nonce of 24 bytes, ciphertext. The plaintext is a codec tag and, perhaps as a zstd
 * frame: seconds since 1970 in 8 bytes, the call's id in 16, and the rest.
 */
public final class Tokens {
    private static final byte RAW = 0;
    private static final byte ZSTD = 1;
    private static final int LARGEST = 64 << 20;
    private static final int SHORTEST_COMPRESSED = 64;
    private static final int HEADER = 8 + CallId.BYTES;

    private final SealedBox envelope;
    private final Duration lifetime;
    private final Clock clock;

    /**
     * @param key 32 bytes
     * @param lifetime how long a token is good for; zero for ever
     */
    public Tokens(byte[] key, Duration lifetime, Clock clock) {
        this.envelope = new SealedBox(key);
        this.lifetime = lifetime;
        this.clock = clock;
    }

    /** Whom and what a token is for. */
    public record Binding(String protocol, String method, Principal principal) {
        private byte[] associated(Kind kind) {
            return ("vgi-java." + kind + "\0" + protocol + "\0" + method + "\0"
                            + (principal.isAuthenticated()
                                    ? "1" + principal.domain().length() + ":" + principal.domain() + principal.name()
                                    : "0"))
                    .getBytes(StandardCharsets.UTF_8);
        }
    }

    /** The number of a call, drawn when its stream is opened. */
    public record CallId(String hex) {
        static final int BYTES = 16;

        private static CallId of(byte[] bytes) {
            return new CallId(HexFormat.of().formatHex(bytes));
        }

        private byte[] bytes() {
            return HexFormat.of().parseHex(hex);
        }
    }

    /** What is fixed for a call. */
    public static final class CallState {
        private final CallId id;
        private final long responseLimit;
        private final byte[] state;

        /**
         * @param responseLimit the most decoded bytes of any of its answers
         * @param state what the method opens the stream again with
         */
        public CallState(CallId id, long responseLimit, byte[] state) {
            this.id = id;
            this.responseLimit = responseLimit;
            this.state = state;
        }

        public CallId id() {
            return id;
        }

        public long responseLimit() {
            return responseLimit;
        }

        public byte[] state() {
            return state;
        }
    }

    /** Where a stream is. */
    public static final class Cursor {
        private final CallId call;
        private final byte[] state;

        public Cursor(CallId call, byte[] state) {
            this.call = call;
            this.state = state;
        }

        public CallId call() {
            return call;
        }

        public byte[] state() {
            return state;
        }
    }

    public CallId newCallId() {
        return CallId.of(envelope.random(CallId.BYTES));
    }

    public String seal(CallState call, Binding binding) {
        byte[] rest = ByteBuffer.allocate(8 + call.state.length)
                .putLong(call.responseLimit)
                .put(call.state)
                .array();
        return seal(Kind.CALL, call.id, rest, binding);
    }

    public String seal(Cursor cursor, Binding binding) {
        return seal(Kind.CURSOR, cursor.call, cursor.state, binding);
    }

    /** Opens a call token, or fails like every bad token does. */
    public CallState openCall(String token, Binding binding) {
        ByteBuffer plain = open(Kind.CALL, token, binding);
        CallId id = callId(plain);
        if (plain.remaining() < 8) {
            throw refused();
        }
        return new CallState(id, plain.getLong(), rest(plain));
    }

    /** Opens a cursor, or fails like every bad token does. */
    public Cursor openCursor(String token, Binding binding) {
        ByteBuffer plain = open(Kind.CURSOR, token, binding);
        return new Cursor(callId(plain), rest(plain));
    }

    /** The answer to a token that this server, for this caller and method, did not seal. */
    public static VgiException refused() {
        return refusal("State token signature verification failed");
    }

    private static VgiException refusal(String message) {
        return VgiException.builder(Code.INVALID_ARGUMENT, message)
                .kind(ErrorKind.STREAM_TOKEN_REFUSED)
                .build();
    }

    /** The answer to a request without a token that it needs. */
    public static VgiException missing(String token) {
        return VgiException.invalidArgument("Missing " + token + " token in exchange request");
    }

    private enum Kind {
        CALL,
        CURSOR
    }

    private String seal(Kind kind, CallId id, byte[] rest, Binding binding) {
        byte[] plain = ByteBuffer.allocate(HEADER + rest.length)
                .putLong(clock.instant().getEpochSecond())
                .put(id.bytes())
                .put(rest)
                .array();
        return Base64.getEncoder().encodeToString(envelope.seal(packed(plain), binding.associated(kind)));
    }

    private ByteBuffer open(Kind kind, String text, Binding binding) {
        byte[] token;
        try {
            token = Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw refused();
        }
        byte[] packed = envelope.open(token, binding.associated(kind));
        if (packed == null) {
            throw refused();
        }
        ByteBuffer plain = ByteBuffer.wrap(unpacked(packed));
        if (plain.remaining() < HEADER) {
            throw refused();
        }
        long age = clock.instant().getEpochSecond() - plain.getLong();
        if (!lifetime.isZero() && age > lifetime.toSeconds()) {
            throw refusal("State token expired: it is " + age + " s old and good for " + lifetime.toSeconds()
                    + " s after the stream was opened (tokenLifetime)");
        }
        return plain;
    }

    private static CallId callId(ByteBuffer plain) {
        byte[] id = new byte[CallId.BYTES];
        plain.get(id);
        return CallId.of(id);
    }

    private static byte[] rest(ByteBuffer plain) {
        byte[] rest = new byte[plain.remaining()];
        plain.get(rest);
        return rest;
    }

    /** Ciphertext has no redundancy left, so what can be saved is saved before. */
    public static byte[] packed(byte[] plain) {
        byte[] compressed = plain.length < SHORTEST_COMPRESSED ? plain : Zstd.compress(plain);
        boolean smaller = compressed.length < plain.length;
        byte[] chosen = smaller ? compressed : plain;
        return ByteBuffer.allocate(1 + chosen.length)
                .put(smaller ? ZSTD : RAW)
                .put(chosen)
                .array();
    }

    public static byte[] unpacked(byte[] packed) {
        if (packed.length == 0) {
            throw refused();
        }
        byte[] content = Arrays.copyOfRange(packed, 1, packed.length);
        if (packed[0] == RAW) {
            return content;
        }
        long size = packed[0] == ZSTD && content.length > 0 ? Zstd.getFrameContentSize(content) : -1;
        if (size < 0 || size > LARGEST) {
            throw refused();
        }
        try {
            return Zstd.decompress(content, (int) size);
        } catch (ZstdException e) {
            throw refused();
        }
    }
}
