package dev.vgi.server.http.seal;

import dev.vgi.protocol.Principal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Seals the number of a session into the token that its client carries (sticky-sessions-spec.md, section 3). A token
 * opens only for the principal that it was sealed for, and only at the server that did so. Thread-safe.
 */
public final class SessionTokens {
    static final int ID_BYTES = 12;

    private static final byte[] LABEL = "vgi_rpc.state.v4\0".getBytes(StandardCharsets.US_ASCII);

    private final SealedBox envelope;
    private final byte[] serverId;
    private final Clock clock;

    /** @param key 32 bytes, which servers behind one address share */
    public SessionTokens(byte[] key, String serverId, Clock clock) {
        this.envelope = new SealedBox(key);
        this.serverId = serverId.getBytes(StandardCharsets.UTF_8);
        this.clock = clock;
    }

    /** A number that no other session has. */
    public String newId() {
        return HexFormat.of().formatHex(envelope.random(ID_BYTES));
    }

    public String seal(String id, long lifetimeSeconds, Principal principal) {
        long now = clock.instant().getEpochSecond();
        byte[] plain = ByteBuffer.allocate(8 + 1 + serverId.length + ID_BYTES + 8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(now)
                .put((byte) serverId.length)
                .put(serverId)
                .put(HexFormat.of().parseHex(id))
                .putLong(now + lifetimeSeconds)
                .array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(envelope.seal(plain, associated(principal)));
    }

    /** The number of the session; null where this is no token of this server and this principal. */
    @Nullable
    public String open(String token, Principal principal) {
        byte[] sealed;
        try {
            sealed = Base64.getUrlDecoder().decode(token);
        } catch (IllegalArgumentException e) {
            return null;
        }
        byte[] plain = envelope.open(sealed, associated(principal));
        if (plain == null || plain.length != 8 + 1 + serverId.length + ID_BYTES + 8) {
            return null;
        }
        int start = 9 + serverId.length;
        return Arrays.equals(plain, 9, start, serverId, 0, serverId.length)
                ? HexFormat.of().formatHex(plain, start, start + ID_BYTES)
                : null;
    }

    private static byte[] associated(Principal principal) {
        String tail =
                principal.isAuthenticated() ? "\u0001" + principal.domain() + "\0" + principal.name() : "\0anonymous";
        byte[] bytes = tail.getBytes(StandardCharsets.UTF_8);
        byte[] all = Arrays.copyOf(LABEL, LABEL.length + bytes.length);
        System.arraycopy(bytes, 0, all, LABEL.length, bytes.length);
        return all;
    }
}
