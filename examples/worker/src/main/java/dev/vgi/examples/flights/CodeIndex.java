package dev.vgi.examples.flights;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.VarCharVector;

/** Finds codes in a list by number, so that no object is made for each row. Immutable. */
final class CodeIndex {
    /** The position of what is not in the list. */
    static final int NONE = -1;

    private static final int LONGEST = Long.BYTES - 1;

    private final long[] keys;
    private final int[] positions;

    /** @param codes distinct, of one to seven bytes each */
    CodeIndex(List<String> codes) {
        positions = IntStream.range(0, codes.size())
                .boxed()
                .sorted(Comparator.comparingLong(position -> key(codes.get(position))))
                .mapToInt(Integer::intValue)
                .toArray();
        keys = Arrays.stream(positions)
                .mapToLong(position -> key(codes.get(position)))
                .toArray();
    }

    int find(String code) {
        return position(key(code));
    }

    /** Finds the position of each code; {@link #NONE} where it is null or not in the list. */
    int[] find(VarCharVector codes) {
        var found = new int[codes.getValueCount()];
        for (int row = 0; row < found.length; row++) {
            found[row] = codes.isNull(row) ? NONE : position(key(codes, row));
        }
        return found;
    }

    private int position(long key) {
        int found = Arrays.binarySearch(keys, key);
        return found < 0 ? NONE : positions[found];
    }

    /** Packs the length and the bytes of a code into one number; of a code that is too long, the length alone. */
    private static long key(VarCharVector codes, int row) {
        int length = codes.getValueLength(row);
        long key = length;
        if (length <= LONGEST) {
            ArrowBuf bytes = codes.getDataBuffer();
            long start = codes.getStartOffset(row);
            for (int i = 0; i < length; i++) {
                key = (key << Byte.SIZE) | (bytes.getByte(start + i) & 0xff);
            }
        }
        return key;
    }

    private static long key(String code) {
        byte[] bytes = code.getBytes(StandardCharsets.UTF_8);
        long key = bytes.length;
        if (bytes.length <= LONGEST) {
            for (byte each : bytes) {
                key = (key << Byte.SIZE) | (each & 0xff);
            }
        }
        return key;
    }
}
