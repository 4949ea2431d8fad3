package dev.vgi.spark.columns;

import dev.vgi.VgiException;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.BaseVariableWidthVector;
import org.apache.arrow.vector.BitVectorHelper;
import org.apache.arrow.vector.FieldVector;
import org.apache.spark.sql.catalyst.expressions.SpecializedGetters;
import org.apache.spark.unsafe.Platform;

/**
 * A column that takes the values of one row after the other, straight into the vector's memory. It takes all values for
 * valid and marks the others: so a value that is there costs one write.
 */
abstract class RowColumn {
    private static final int VALID = 0xFF;

    /** Adds the value of a row. */
    abstract void append(SpecializedGetters row, int ordinal);

    /** Makes the vector one of so many rows. */
    abstract void finish(int rows);

    private static void fill(ArrowBuf validity, long from) {
        Platform.setMemory(validity.memoryAddress() + from, (byte) VALID, validity.capacity() - from);
    }

    /** Bits beyond the last row are zero, as other writers leave them. */
    private static void end(ArrowBuf validity, int rows) {
        long whole = rows >> 3;
        if ((rows & 7) != 0) {
            validity.setByte(whole, validity.getByte(whole) & (VALID >> (8 - (rows & 7))));
            whole++;
        }
        validity.setZero(whole, validity.capacity() - whole);
    }

    /** Values of one width. */
    static final class Fixed extends RowColumn {
        private final BaseFixedWidthVector vector;
        private final Put put;
        private final int width;
        private int capacity;
        private long address;
        private int count;

        /**
         * A column of this vector, which is empty.
         *
         * @param capacity how many rows there will be, most likely
         */
        Fixed(BaseFixedWidthVector vector, int capacity, Put put) {
            this.vector = vector;
            this.put = put;
            width = vector.getTypeWidth();
            vector.allocateNew(capacity);
            fill(vector.getValidityBuffer(), 0);
            located();
        }

        @Override
        void append(SpecializedGetters row, int ordinal) {
            if (count == capacity) {
                grow();
            }
            if (row.isNullAt(ordinal)) {
                BitVectorHelper.unsetBit(vector.getValidityBuffer(), count);
                Platform.setMemory(address, (byte) 0, width);
            } else {
                put.put(row, ordinal, address);
            }
            address += width;
            count++;
        }

        private void grow() {
            long before = vector.getValidityBuffer().capacity();
            vector.reAlloc();
            fill(vector.getValidityBuffer(), before);
            located();
        }

        private void located() {
            capacity = vector.getValueCapacity();
            address = vector.getDataBufferAddress() + (long) width * count;
        }

        @Override
        void finish(int rows) {
            end(vector.getValidityBuffer(), rows);
            vector.setValueCount(rows);
        }

        /** Puts a value that is not null at an address. */
        @FunctionalInterface
        interface Put {
            void put(SpecializedGetters row, int ordinal, long address);
        }
    }

    /** Values of any number of bytes. */
    static final class Variable extends RowColumn {
        private static final int EXPECTED_BYTES = 16;

        private final BaseVariableWidthVector vector;
        private final Bytes<?> bytes;
        private int capacity;
        private long room;
        private long data;
        private long offsets;
        private long end;
        private int count;

        /** As {@link Fixed}. */
        Variable(BaseVariableWidthVector vector, int capacity, Bytes<?> bytes) {
            this.vector = vector;
            this.bytes = bytes;
            vector.allocateNew((long) EXPECTED_BYTES * capacity, capacity);
            fill(vector.getValidityBuffer(), 0);
            located();
            Platform.putInt(null, offsets, 0);
        }

        @Override
        void append(SpecializedGetters row, int ordinal) {
            if (count == capacity) {
                grow();
            }
            if (row.isNullAt(ordinal)) {
                BitVectorHelper.unsetBit(vector.getValidityBuffer(), count);
            } else {
                write(bytes, row, ordinal);
            }
            count++;
            Platform.putInt(null, offsets + 4L * count, (int) end);
        }

        private <T> void write(Bytes<T> form, SpecializedGetters row, int ordinal) {
            T value = form.get(row, ordinal);
            int length = form.length(value);
            if (end + length > room) {
                enlarge(end + length);
            }
            form.copy(value, data + end);
            end += length;
        }

        private void grow() {
            long before = vector.getValidityBuffer().capacity();
            vector.reallocValidityAndOffsetBuffers();
            fill(vector.getValidityBuffer(), before);
            located();
        }

        private void enlarge(long needed) {
            if (needed > Integer.MAX_VALUE) {
                throw VgiException.resourceExhausted("the first " + count + " rows of column '"
                        + vector.getField().getName() + "' have more than 2 GiB, which is the most that one batch can"
                        + " hold. Lower batchSize");
            }
            vector.reallocDataBuffer(Math.min(Integer.MAX_VALUE, Math.max(needed, 2 * room)));
            located();
        }

        private void located() {
            capacity = vector.getValueCapacity();
            data = vector.getDataBufferAddress();
            room = vector.getDataBuffer().capacity();
            offsets = vector.getOffsetBufferAddress();
        }

        @Override
        void finish(int rows) {
            end(vector.getValidityBuffer(), rows);
            vector.setLastSet(rows - 1);
            vector.setValueCount(rows);
        }

        /** How the bytes of a value that is not null get to an address. */
        interface Bytes<T> {
            T get(SpecializedGetters row, int ordinal);

            int length(T value);

            void copy(T value, long address);
        }
    }

    /** Values that a cell of the vector writes: nested ones, and those that are converted. */
    static final class ByCell extends RowColumn {
        private final FieldVector vector;
        private final ValueWriter cell;
        private int count;

        ByCell(FieldVector vector, ValueWriter cell) {
            this.vector = vector;
            this.cell = cell;
            vector.allocateNew();
        }

        @Override
        void append(SpecializedGetters row, int ordinal) {
            ValueWriter.write(cell, vector, row, ordinal, count++);
        }

        @Override
        void finish(int rows) {
            vector.setValueCount(rows);
        }
    }
}
