package dev.vgi.server.http.auth;

import dev.vgi.service.GrantMinter;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What is inside a sealed grant; times are seconds since 1970. */
record GrantPayload(long issued, long expires, String grantId, String principal, String purpose, List<String> scopes) {
    private static final int LONGEST_TEXT = 0xffff;

    static byte[] encode(GrantPayload payload) {
        var texts = new ArrayList<byte[]>();
        int size = 8 + 8 + 2;
        for (String text : payload.texts()) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            if (bytes.length > LONGEST_TEXT) {
                throw GrantMinter.refused("a text has " + bytes.length + " bytes, expected at most " + LONGEST_TEXT);
            }
            texts.add(bytes);
            size += 2 + bytes.length;
        }
        if (payload.scopes.size() > LONGEST_TEXT) {
            throw GrantMinter.refused("found " + payload.scopes.size() + " scopes, expected at most " + LONGEST_TEXT);
        }
        ByteBuffer bytes = ByteBuffer.allocate(size)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(payload.issued)
                .putLong(payload.expires);
        for (int i = 0; i < texts.size(); i++) {
            if (i == 3) {
                bytes.putShort((short) payload.scopes.size());
            }
            bytes.putShort((short) texts.get(i).length).put(texts.get(i));
        }
        if (payload.scopes.isEmpty()) {
            bytes.putShort((short) 0);
        }
        return bytes.array();
    }

    /** Empty where these are not exactly the bytes of a payload. */
    static Optional<GrantPayload> decode(byte[] plain) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(plain).order(ByteOrder.LITTLE_ENDIAN);
            long issued = bytes.getLong();
            long expires = bytes.getLong();
            String grantId = text(bytes);
            String principal = text(bytes);
            String purpose = text(bytes);
            var scopes = new ArrayList<String>();
            for (int left = Short.toUnsignedInt(bytes.getShort()); left > 0; left--) {
                scopes.add(text(bytes));
            }
            return bytes.hasRemaining()
                    ? Optional.empty()
                    : Optional.of(new GrantPayload(issued, expires, grantId, principal, purpose, List.copyOf(scopes)));
        } catch (BufferUnderflowException | CharacterCodingException e) {
            return Optional.empty();
        }
    }

    private List<String> texts() {
        var texts = new ArrayList<>(List.of(grantId, principal, purpose));
        texts.addAll(scopes);
        return texts;
    }

    private static String text(ByteBuffer bytes) throws CharacterCodingException {
        int length = Short.toUnsignedInt(bytes.getShort());
        if (length > bytes.remaining()) {
            throw new BufferUnderflowException();
        }
        ByteBuffer text = bytes.slice(bytes.position(), length);
        bytes.position(bytes.position() + length);
        return StandardCharsets.UTF_8.newDecoder().decode(text).toString();
    }
}
