package dev.vgi.arrow;

import java.nio.ByteBuffer;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4SafeDecompressor;
import net.jpountz.xxhash.XXHash32;
import net.jpountz.xxhash.XXHashFactory;

/**
 * Decodes one LZ4 frame (lz4_Frame_format.md, version 1.6) between direct buffers. The library's own frame reader knows
 * neither linked blocks nor direct buffers.
 */
final class Lz4Frame {
    private static final int MAGIC = 0x184D2204;
    private static final int STORED = 1 << 31;
    private static final int SMALLEST_MATCH = 4;

    private static final LZ4SafeDecompressor BLOCKS =
            LZ4Factory.fastestInstance().safeDecompressor();
    private static final XXHash32 HASH = XXHashFactory.fastestInstance().hash32();

    private final ByteBuffer source;
    private final int sourceEnd;
    private final ByteBuffer target;
    private final int targetStart;
    private final int targetEnd;
    private int in;
    private int out;

    /**
     * Creates a decoder of one frame. Source and target are direct and little-endian; at most {@code most} bytes are
     * written to the target.
     */
    Lz4Frame(ByteBuffer source, int from, int length, ByteBuffer target, int to, int most) {
        this.source = source;
        this.target = target;
        in = from;
        sourceEnd = from + length;
        out = to;
        targetStart = to;
        targetEnd = to + most;
    }

    /**
     * Decodes the frame; returns the bytes written.
     *
     * @throws IllegalArgumentException where the frame is malformed or longer than the target
     */
    int decode() {
        expect("magic number", int32(), MAGIC);
        int descriptor = in;
        int flags = int8();
        int block = int8();
        expect("version", flags >> 6, 1);
        expect("reserved bits", (flags & 2) | (block & 0x8F), 0);
        expect("dictionary flag", flags & 1, 0);
        if ((block >> 4) < 4) {
            throw new IllegalArgumentException("block size code " + (block >> 4) + ", expected 4 to 7");
        }
        int blockSize = 1 << (8 + 2 * (block >> 4));
        boolean linked = (flags & 32) == 0;
        boolean blockHashes = (flags & 16) != 0;
        boolean contentHash = (flags & 4) != 0;
        if ((flags & 8) != 0) {
            skip(8);
        }
        int hash = HASH.hash(source, descriptor, in - descriptor, 0) >> 8 & 0xFF;
        expect("header checksum", int8(), hash);
        for (int size = int32(); size != 0; size = int32()) {
            if ((size & ~STORED) > blockSize) {
                throw new IllegalArgumentException("a block of " + (size & ~STORED) + " bytes, over " + blockSize);
            }
            int start = skip(size & ~STORED);
            block(start, size, Math.min(blockSize, targetEnd - out), linked && out > targetStart);
            if (blockHashes) {
                expect("block checksum", int32(), HASH.hash(source, start, size & ~STORED, 0));
            }
        }
        if (contentHash) {
            expect("content checksum", int32(), HASH.hash(target, targetStart, out - targetStart, 0));
        }
        expect("end", in, sourceEnd);
        return out - targetStart;
    }

    private void block(int start, int size, int most, boolean linked) {
        int length = size & ~STORED;
        if ((size & STORED) != 0) {
            if (length > most) {
                throw tooLong();
            }
            target.put(out, source, start, length);
            out += length;
        } else if (linked) {
            linked(start, start + length, out + most);
        } else {
            out += BLOCKS.decompress(source, start, length, target, out, most);
        }
    }

    /** Decodes a block whose matches may start in the blocks before it. */
    private void linked(int start, int end, int most) {
        int from = start;
        int to = out;
        while (true) {
            int token = source.get(at(from++, end)) & 0xFF;
            int literals = token >> 4;
            if (literals == 15) {
                int more;
                do {
                    more = source.get(at(from++, end)) & 0xFF;
                    literals += more;
                } while (more == 255);
            }
            if (literals > end - from || literals > most - to) {
                throw tooLong();
            }
            copy(source, from, to, literals);
            from += literals;
            to += literals;
            if (from == end) {
                out = to;
                return;
            }
            int distance = source.getShort(at(from + 1, end) - 1) & 0xFFFF;
            from += 2;
            int match = token & 15;
            if (match == 15) {
                int more;
                do {
                    more = source.get(at(from++, end)) & 0xFF;
                    match += more;
                } while (more == 255);
            }
            match += SMALLEST_MATCH;
            if (distance == 0 || distance > to - targetStart) {
                throw new IllegalArgumentException("a match at distance " + distance);
            }
            if (match > most - to) {
                throw tooLong();
            }
            if (distance >= match) {
                copy(target, to - distance, to, match);
            } else {
                repeat(to, distance, match);
            }
            to += match;
        }
    }

    private void copy(ByteBuffer bytes, int from, int to, int length) {
        if (length > 64) {
            target.put(to, bytes, from, length);
            return;
        }
        int done = 0;
        for (; done + 8 <= length; done += 8) {
            target.putLong(to + done, bytes.getLong(from + done));
        }
        for (; done < length; done++) {
            target.put(to + done, bytes.get(from + done));
        }
    }

    private void repeat(int to, int distance, int length) {
        int done = 0;
        if (distance >= 8) {
            for (; done + 8 <= length; done += 8) {
                target.putLong(to + done, target.getLong(to + done - distance));
            }
        }
        for (; done < length; done++) {
            target.put(to + done, target.get(to + done - distance));
        }
    }

    private int int8() {
        return source.get(skip(1)) & 0xFF;
    }

    private int int32() {
        return source.getInt(skip(4));
    }

    private int skip(int length) {
        int start = in;
        if (length > sourceEnd - in) {
            throw new IllegalArgumentException("it ends early");
        }
        in += length;
        return start;
    }

    private static int at(int position, int end) {
        if (position >= end) {
            throw new IllegalArgumentException("a block ends early");
        }
        return position;
    }

    private static void expect(String what, int found, int expected) {
        if (found != expected) {
            throw new IllegalArgumentException("its " + what + " is " + found + ", expected " + expected);
        }
    }

    private static IllegalArgumentException tooLong() {
        return new IllegalArgumentException("it is longer than it claims");
    }
}
