package dev.vgi.arrow;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;

/** Whether bytes are UTF-8 as RFC 3629 defines it: no surrogates, no overlong forms, nothing above U+10FFFF. */
final class Utf8 {
    private static final long HIGH_BITS = 0x8080808080808080L;

    private Utf8() {}

    /** Whether all bytes from {@code from} to before {@code to} are below 128. */
    static boolean isAscii(ByteBuffer bytes, int from, int to) {
        int words = (to - from) / 8;
        LongBuffer longs =
                bytes.slice(from, words * 8).order(ByteOrder.LITTLE_ENDIAN).asLongBuffer();
        long bits = 0;
        for (int i = 0; i < words; i++) {
            bits |= longs.get(i);
        }
        for (int at = from + words * 8; at < to; at++) {
            bits |= bytes.get(at);
        }
        return (bits & HIGH_BITS) == 0;
    }

    /** Whether the bytes from {@code from} to before {@code to} are complete characters. */
    static boolean isValid(ByteBuffer bytes, int from, int to) {
        int at = from;
        while (at < to) {
            if (at + 8 <= to && (bytes.getLong(at) & HIGH_BITS) == 0) {
                at += 8;
                continue;
            }
            int lead = bytes.get(at++);
            if (lead >= 0) {
                continue;
            }
            int more = lead < (byte) 0xC2
                    ? 0
                    : lead < (byte) 0xE0 ? 1 : lead < (byte) 0xF0 ? 2 : lead < (byte) 0xF5 ? 3 : 0;
            if (more == 0 || at + more > to) {
                return false;
            }
            int second = bytes.get(at) & 0xFF;
            int least = lead == (byte) 0xE0 ? 0xA0 : lead == (byte) 0xF0 ? 0x90 : 0x80;
            int most = lead == (byte) 0xED ? 0x9F : lead == (byte) 0xF4 ? 0x8F : 0xBF;
            if (second < least || second > most) {
                return false;
            }
            for (int i = 1; i < more; i++) {
                if ((bytes.get(at + i) & 0xC0) != 0x80) {
                    return false;
                }
            }
            at += more;
        }
        return true;
    }
}
