package dev.vgi.spark.columns;

import java.util.List;
import java.util.Objects;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.BaseIntVector;
import org.apache.arrow.vector.BaseVariableWidthVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.BitVectorHelper;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.RunEndEncodedVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.ipc.message.ArrowFieldNode;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.util.TransferPair;

/** Values that are written out one for each row: of dictionaries, of runs and of list views. */
final class TakeKernels {
    private static final int NULL = -1;

    private TakeKernels() {}

    static Decoding dictionary(Decoding values) {
        return Decoding.converted(values.target(), (source, target, dictionaries) -> {
            long id = Objects.requireNonNull(source.getField().getDictionary()).getId();
            FieldVector words = Objects.requireNonNull(dictionaries.lookup(id)).getVector();
            BaseIntVector indices = (BaseIntVector) source;
            int[] positions = new int[source.getValueCount()];
            for (int row = 0; row < positions.length; row++) {
                positions[row] = source.isNull(row) ? NULL : (int) indices.getValueAsLong(row);
            }
            decodeAndGather(values, words, positions, target, dictionaries);
        });
    }

    static Decoding runs(Field wire, Decoding values) {
        Field result = new Field(
                wire.getName(), values.target().getFieldType(), values.target().getChildren());
        return Decoding.converted(result, (source, target, dictionaries) -> {
            RunEndEncodedVector runs = (RunEndEncodedVector) source;
            BaseIntVector ends = (BaseIntVector) runs.getRunEndsVector();
            int[] positions = new int[source.getValueCount()];
            int run = 0;
            for (int row = 0; row < positions.length; row++) {
                while (ends.getValueAsLong(run) <= row) {
                    run++;
                }
                positions[row] = run;
            }
            decodeAndGather(values, runs.getValuesVector(), positions, target, dictionaries);
        });
    }

    /** Gathers decoded values; the vector itself, which others may share, keeps its buffers. */
    static void decodeAndGather(
            Decoding decoding,
            FieldVector values,
            int[] positions,
            FieldVector target,
            DictionaryProvider dictionaries) {
        if (decoding.moves()) {
            gather(values, positions, target);
            return;
        }
        TransferPair shared = values.getTransferPair(target.getAllocator());
        shared.splitAndTransfer(0, values.getValueCount());
        try (FieldVector source = (FieldVector) shared.getTo();
                FieldVector decoded = decoding.target().createVector(target.getAllocator())) {
            decoding.step().decode(source, decoded, dictionaries);
            gather(decoded, positions, target);
        }
    }

    /** Fills the target with the values at these positions; a negative one is null. Both are in Spark's layout. */
    private static void gather(FieldVector values, int[] positions, FieldVector target) {
        if (target instanceof BitVector bits) {
            gatherBits((BitVector) values, positions, bits);
            return;
        }
        if (values.getField().getType().getTypeID() == ArrowType.ArrowTypeID.Null) {
            target.setValueCount(positions.length);
            return;
        }
        int nulls = 0;
        int rows = positions.length;
        try (ArrowBuf validity = target.getAllocator().buffer((rows + 7L) / 8)) {
            validity.setZero(0, validity.capacity());
            for (int row = 0; row < rows; row++) {
                if (positions[row] < 0 || values.isNull(positions[row])) {
                    positions[row] = NULL;
                    nulls++;
                } else {
                    BitVectorHelper.setBit(validity, row);
                }
            }
            ArrowFieldNode node = new ArrowFieldNode(rows, nulls);
            if (target instanceof BaseFixedWidthVector) {
                gatherFixed(values, positions, target, node, validity);
            } else if (target instanceof BaseVariableWidthVector) {
                gatherVariable(values, positions, target, node, validity);
            } else if (target instanceof StructVector) {
                List<FieldVector> children = target.getChildrenFromFields();
                for (int i = 0; i < children.size(); i++) {
                    gather(values.getChildrenFromFields().get(i), positions.clone(), children.get(i));
                }
                target.loadFieldBuffers(node, List.of(validity));
            } else {
                gatherLists((ListVector) values, positions, target, node, validity);
            }
        }
    }

    private static void gatherBits(BitVector values, int[] positions, BitVector target) {
        target.allocateNew(positions.length);
        for (int row = 0; row < positions.length; row++) {
            if (positions[row] < 0 || values.isNull(positions[row])) {
                target.setNull(row);
            } else {
                target.set(row, values.get(positions[row]));
            }
        }
        target.setValueCount(positions.length);
    }

    private static void gatherFixed(
            FieldVector values, int[] positions, FieldVector target, ArrowFieldNode node, ArrowBuf validity) {
        long width = ((BaseFixedWidthVector) target).getTypeWidth();
        ArrowBuf from = values.getDataBuffer();
        try (ArrowBuf to = target.getAllocator().buffer(width * positions.length)) {
            for (int row = 0; row < positions.length; row++) {
                if (positions[row] < 0) {
                    to.setZero(width * row, width);
                } else {
                    to.setBytes(width * row, from, width * positions[row], width);
                }
            }
            target.loadFieldBuffers(node, List.of(validity, to));
        }
    }

    private static void gatherVariable(
            FieldVector values, int[] positions, FieldVector target, ArrowFieldNode node, ArrowBuf validity) {
        ArrowBuf starts = values.getOffsetBuffer();
        ArrowBuf from = values.getDataBuffer();
        try (ArrowBuf offsets = offsets(values, positions, target);
                ArrowBuf to = target.getAllocator().buffer(offsets.getInt(4L * positions.length))) {
            for (int row = 0; row < positions.length; row++) {
                if (positions[row] >= 0) {
                    int start = starts.getInt(4L * positions[row]);
                    int length = starts.getInt(4L * (positions[row] + 1L)) - start;
                    to.setBytes(offsets.getInt(4L * row), from, start, length);
                }
            }
            target.loadFieldBuffers(node, List.of(validity, offsets, to));
        }
    }

    private static void gatherLists(
            ListVector values, int[] positions, FieldVector target, ArrowFieldNode node, ArrowBuf validity) {
        ArrowBuf starts = values.getOffsetBuffer();
        try (ArrowBuf offsets = offsets(values, positions, target)) {
            int[] elements = new int[offsets.getInt(4L * positions.length)];
            for (int row = 0; row < positions.length; row++) {
                int at = offsets.getInt(4L * row);
                int length = offsets.getInt(4L * (row + 1L)) - at;
                for (int i = 0; i < length; i++) {
                    elements[at + i] = starts.getInt(4L * positions[row]) + i;
                }
            }
            gather(
                    values.getDataVector(),
                    elements,
                    target.getChildrenFromFields().get(0));
            target.loadFieldBuffers(node, List.of(validity, offsets));
        }
    }

    /** Where the gathered values or lists begin and end. */
    private static ArrowBuf offsets(FieldVector values, int[] positions, FieldVector target) {
        ArrowBuf starts = values.getOffsetBuffer();
        long end = 0;
        for (int position : positions) {
            end += position < 0 ? 0 : starts.getInt(4L * (position + 1L)) - starts.getInt(4L * position);
        }
        VariableWidth.checkSize(values, end);
        ArrowBuf offsets = target.getAllocator().buffer(4L * (positions.length + 1L));
        int at = 0;
        offsets.setInt(0, 0);
        for (int row = 0; row < positions.length; row++) {
            int position = positions[row];
            at += position < 0 ? 0 : starts.getInt(4L * (position + 1L)) - starts.getInt(4L * position);
            offsets.setInt(4L * (row + 1L), at);
        }
        return offsets;
    }
}
