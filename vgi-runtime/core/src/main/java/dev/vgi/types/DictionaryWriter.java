package dev.vgi.types;

import java.util.HashMap;
import java.util.Map;
import org.apache.arrow.vector.BaseIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.jspecify.annotations.Nullable;

/** Writes indices, and into the dictionary each value when it is met first. */
final class DictionaryWriter extends ColumnWriter {
    private final BaseIntVector indices;
    private final FieldVector dictionary;
    private final ArrowType.Int indexType;
    private final ColumnWriter values;
    private final Map<Object, Integer> known = new HashMap<>();

    DictionaryWriter(
            BaseIntVector indices,
            FieldVector dictionary,
            ArrowType.Int indexType,
            ColumnWriter values,
            @Nullable String refusesNull) {
        super(indices, refusesNull);
        this.indices = indices;
        this.dictionary = dictionary;
        this.indexType = indexType;
        this.values = values;
    }

    @Override
    void set(int row, Object value) {
        Integer index = known.get(value);
        if (index == null) {
            index = add(value);
        }
        while (row >= indices.getValueCapacity()) {
            indices.reAlloc();
        }
        indices.setWithPossibleTruncate(row, index);
    }

    /** Appends a value whether it is used or not, so that batches of one stream have one dictionary. */
    int add(Object value) {
        int index = known.size();
        int bits = indexType.getBitWidth() - (indexType.getIsSigned() ? 1 : 0);
        if (bits < Integer.SIZE - 1 && index >= 1 << bits) {
            throw ConversionException.problem(
                    "found more than " + (1 << bits) + " different values, expected as many as the index type "
                            + TypeTokens.integer(indexType) + " can number");
        }
        values.write(index, value);
        dictionary.setValueCount(index + 1);
        known.put(value, index);
        return index;
    }
}
