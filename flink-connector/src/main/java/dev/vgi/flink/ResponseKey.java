package dev.vgi.flink;

import java.io.Serializable;
import java.util.Objects;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.binary.BinaryRowData;
import org.apache.flink.table.runtime.typeutils.RowDataSerializer;
import org.apache.flink.table.types.logical.LogicalType;
import org.jspecify.annotations.Nullable;

/**
 * A column that the join compares with a value, and the worker answers.
 *
 * @param key reads the wanted value
 * @param answer reads the worker's
 * @param type of both
 */
record ResponseKey(RowData.FieldGetter key, RowData.FieldGetter answer, LogicalType type) implements Serializable {
    /**
     * A column.
     *
     * @param key its position in a row of keys
     * @param answer its position in an answer
     */
    static ResponseKey of(int key, int answer, LogicalType type) {
        LogicalType nullable = type.copy(true);
        return new ResponseKey(
                RowData.createFieldGetter(nullable, key), RowData.createFieldGetter(nullable, answer), type);
    }

    /** SQL's equality, for which null equals nothing. Flink looks up no key that is null. */
    boolean matches(RowData keys, RowData answers) {
        Object wanted = key.getFieldOrNull(keys);
        Object found = answer.getFieldOrNull(answers);
        if (wanted == null || found == null) {
            return false;
        }
        return switch (type.getTypeRoot()) {
            case FLOAT -> ((Float) wanted).floatValue() == (Float) found;
            case DOUBLE -> ((Double) wanted).doubleValue() == (Double) found;
            case ARRAY, MAP, MULTISET, ROW, STRUCTURED_TYPE -> bytes(wanted).equals(bytes(found));
            default -> Objects.deepEquals(wanted, found);
        };
    }

    /** The form in which nested values are compared, whatever object holds them. */
    private BinaryRowData bytes(@Nullable Object value) {
        return new RowDataSerializer(type).toBinaryRow(GenericRowData.of(value));
    }
}
