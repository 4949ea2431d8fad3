package dev.vgi.arrow;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;

/** Checks whether bytes are UTF-8 as RFC 3629 defines it: no surrogates, no overlong forms, nothing above U+10FFFF. */
final class Utf8 {
    private static final long HIGH_BITS = 0x8080808080808080L;

    private Utf8() {}

    /** Checks whether all bytes from {@code from} to before {@code to} are below 128. */
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

    /**
     * Checks whether the bytes from {@code from} to before {@code to} of a little-endian buffer are complete
     * characters.
     */
    static boolean isValid(ByteBuffer bytes, int from, int to) {
        int at = from;
        while (at < to) {
            if (at + 8 <= to) {
                long high = bytes.getLong(at) & HIGH_BITS;
                if (high == 0) {
                    at += 8;
                    continue;
                }
                at += Long.numberOfTrailingZeros(high) >>> 3;
            }
            int lead = bytes.get(at) & 0xFF;
            int length = length(lead);
            if (length > to - at || (length > 1 && !isContinued(bytes, at, lead, length))) {
                return false;
            }
            at += length;
        }
        return true;
    }

    /** Checks whether this byte is not a continuation byte: it starts a character, or belongs to none. */
    static boolean isStart(byte value) {
        return (value & 0xC0) != 0x80;
    }

    private static int length(int lead) {
        if (lead < 0x80) {
            return 1;
        }
        if (lead < 0xC2 || lead > 0xF4) {
            return Integer.MAX_VALUE;
        }
        return lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    }

    private static boolean isContinued(ByteBuffer bytes, int at, int lead, int length) {
        int second = bytes.get(at + 1) & 0xFF;
        int least = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
        int most = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
        if (second < least || second > most) {
            return false;
        }
        for (int i = 2; i < length; i++) {
            if (isStart(bytes.get(at + i))) {
                return false;
            }
        }
        return true;
    }
}
