package dev.vgi.flink.columns;

import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.BaseLargeVariableWidthVector;
import org.apache.arrow.vector.BaseVariableWidthVector;
import org.apache.arrow.vector.BaseVariableWidthViewVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.FixedSizeBinaryVector;
import org.apache.flink.table.data.columnar.vector.BytesColumnVector;
import org.jspecify.annotations.Nullable;

/** Strings and bytes, which Flink wants on the heap. */
final class BytesColumns {
    private BytesColumns() {}

    /** Copies the bytes of all rows at once, when the first is asked for. */
    static final class Joined extends ArrowColumn implements BytesColumnVector {
        private final BaseVariableWidthVector vector;
        private final ArrowBuf offsets;
        private byte @Nullable [] bytes;
        private int first;

        Joined(BaseVariableWidthVector vector) {
            super(vector);
            this.vector = vector;
            offsets = vector.getOffsetBuffer();
        }

        @Override
        public Bytes getBytes(int row) {
            byte[] all = bytes == null ? copy() : bytes;
            int start = offsets.getInt((long) row << 2);
            return new Bytes(all, start - first, offsets.getInt((row + 1L) << 2) - start);
        }

        private byte[] copy() {
            first = offsets.getInt(0);
            byte[] copied = new byte[offsets.getInt((long) vector.getValueCount() << 2) - first];
            vector.getDataBuffer().getBytes(first, copied);
            bytes = copied;
            return copied;
        }
    }

    /** Copies the bytes of each row. */
    static final class Single extends ArrowColumn implements BytesColumnVector {
        private final FieldVector vector;

        Single(FieldVector vector) {
            super(vector);
            this.vector = vector;
        }

        @Override
        public Bytes getBytes(int row) {
            byte[] bytes = copy(row);
            return new Bytes(bytes, 0, bytes.length);
        }

        private byte[] copy(int row) {
            if (vector instanceof BaseLargeVariableWidthVector large) {
                ArrowBuf offsets = large.getOffsetBuffer();
                long start = offsets.getLong(8L * row);
                byte[] bytes = new byte[Math.toIntExact(offsets.getLong(8L * (row + 1L)) - start)];
                large.getDataBuffer().getBytes(start, bytes);
                return bytes;
            } else if (vector instanceof FixedSizeBinaryVector fixed) {
                byte[] bytes = new byte[fixed.getByteWidth()];
                fixed.getDataBuffer().getBytes((long) row * bytes.length, bytes);
                return bytes;
            }
            return view((BaseVariableWidthViewVector) vector, row);
        }

        private static byte[] view(BaseVariableWidthViewVector vector, long row) {
            ArrowBuf views = vector.getDataBuffer();
            long at = BaseVariableWidthViewVector.ELEMENT_SIZE * row;
            byte[] bytes = new byte[views.getInt(at)];
            long content = at + BaseVariableWidthViewVector.LENGTH_WIDTH;
            if (bytes.length <= BaseVariableWidthViewVector.INLINE_SIZE) {
                views.getBytes(content, bytes);
            } else {
                long place = content + BaseVariableWidthViewVector.PREFIX_WIDTH;
                vector.getDataBuffers()
                        .get(views.getInt(place))
                        .getBytes(views.getInt(place + BaseVariableWidthViewVector.BUF_INDEX_WIDTH), bytes);
            }
            return bytes;
        }
    }
}
