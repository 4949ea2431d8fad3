package dev.vgi.flink.columns;

import java.util.Optional;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.FixedSizeBinaryVector;
import org.apache.arrow.vector.LargeVarBinaryVector;
import org.apache.arrow.vector.LargeVarCharVector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.flink.core.memory.MemorySegment;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.binary.BinaryStringData;

/** Texts and bytes. */
final class ByteWriters {
    private ByteWriters() {}

    static Optional<CellWriter> ofText(FieldVector vector) {
        if (vector instanceof VarCharVector texts) {
            return Optional.of(text((index, bytes, from, length) -> texts.setSafe(index, bytes, from, length)));
        } else if (vector instanceof LargeVarCharVector texts) {
            return Optional.of(text((index, bytes, from, length) -> texts.setSafe(index, bytes, from, length)));
        }
        return Optional.empty();
    }

    static Optional<CellWriter> ofBinary(FieldVector vector) {
        if (vector instanceof VarBinaryVector binaries) {
            return Optional.of((cells, position, index) -> binaries.setSafe(index, cells.binaryAt(position)));
        } else if (vector instanceof LargeVarBinaryVector binaries) {
            return Optional.of((cells, position, index) -> binaries.setSafe(index, cells.binaryAt(position)));
        } else if (vector instanceof FixedSizeBinaryVector binaries) {
            return Optional.of((cells, position, index) -> {
                byte[] value = cells.binaryAt(position);
                if (value.length != binaries.getByteWidth()) {
                    throw new UnfitValueException(value.length + " bytes", binaries.getByteWidth() + " of them");
                }
                binaries.setSafe(index, value);
            });
        }
        return Optional.empty();
    }

    private interface BytePlace {
        void set(int index, byte[] bytes, int from, int length);
    }

    /** Most texts are a part of one array, which is copied without a copy before it. */
    private static CellWriter text(BytePlace place) {
        return (cells, position, index) -> {
            StringData value = cells.stringAt(position);
            if (value instanceof BinaryStringData binary) {
                binary.ensureMaterialized();
                MemorySegment[] segments = binary.getSegments();
                if (segments.length == 1 && !segments[0].isOffHeap()) {
                    place.set(index, segments[0].getArray(), binary.getOffset(), binary.getSizeInBytes());
                    return;
                }
            }
            byte[] bytes = value.toBytes();
            place.set(index, bytes, 0, bytes.length);
        };
    }
}
