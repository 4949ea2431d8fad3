package dev.vgi.examples.flights;

import java.io.ByteArrayOutputStream;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VarCharVector;

/** Holds texts as one run of UTF-8, cut by offsets, as Arrow has them. Immutable. */
final class TextColumn implements Column {
    private final int[] offsets;
    private final byte[] utf8;

    private TextColumn(int[] offsets, byte[] utf8) {
        this.offsets = offsets;
        this.utf8 = utf8;
    }

    static TextColumn of(List<String> values) {
        var offsets = new int[values.size() + 1];
        var utf8 = new ByteArrayOutputStream();
        for (int row = 0; row < values.size(); row++) {
            utf8.writeBytes(values.get(row).getBytes(StandardCharsets.UTF_8));
            offsets[row + 1] = utf8.size();
        }
        return new TextColumn(offsets, utf8.toByteArray());
    }

    @Override
    public void copy(RowRange rows, FieldVector target) {
        var vector = (VarCharVector) target;
        int start = offsets[rows.from()];
        int bytes = offsets[rows.to()] - start;
        vector.allocateNew(bytes, rows.rows());
        vector.getDataBuffer().setBytes(0, utf8, start, bytes);
        IntBuffer ends = vector.getOffsetBuffer()
                .nioBuffer(0, (rows.rows() + 1) * Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .asIntBuffer();
        for (int row = rows.from(); row <= rows.to(); row++) {
            ends.put(offsets[row] - start);
        }
        Column.setAllValid(vector, rows.rows());
        vector.setLastSet(rows.rows() - 1);
        vector.setValueCount(rows.rows());
    }
}
