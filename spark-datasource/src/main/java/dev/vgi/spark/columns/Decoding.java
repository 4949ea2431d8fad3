package dev.vgi.spark.columns;

import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.types.pojo.Field;

/**
 * How vectors of one type come into Spark's layout.
 *
 * @param target the field of the result
 * @param moves whether the layout is right already, so that buffers only change hands
 */
record Decoding(Field target, boolean moves, Step step) {
    /** Fills an empty vector of the target's field. The source keeps or loses its buffers; its owner closes it. */
    @FunctionalInterface
    interface Step {
        void decode(FieldVector source, FieldVector target, DictionaryProvider dictionaries);
    }

    static Decoding moved(Field field) {
        return new Decoding(field, true, (source, target, dictionaries) -> source.makeTransferPair(target)
                .transfer());
    }

    static Decoding converted(Field target, Step step) {
        return new Decoding(target, false, step);
    }
}
