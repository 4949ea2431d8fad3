package dev.vgi.arrow;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import org.apache.arrow.memory.ArrowBuf;

/** Tells UTF-8 from other bytes. */
final class Utf8 {
    private static final long HIGH_BITS = 0x8080_8080_8080_8080L;

    private Utf8() {}

    static boolean isAscii(ArrowBuf data, long start, long end) {
        long at = start;
        for (; at + Long.BYTES <= end; at += Long.BYTES) {
            if ((data.getLong(at) & HIGH_BITS) != 0) {
                return false;
            }
        }
        for (; at < end; at++) {
            if (data.getByte(at) < 0) {
                return false;
            }
        }
        return true;
    }

    static boolean isValid(ArrowBuf data, long start, long end) {
        if (isAscii(data, start, end)) {
            return true;
        }
        ByteBuffer bytes = data.nioBuffer(start, Math.toIntExact(end - start));
        try {
            StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .decode(bytes);
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
