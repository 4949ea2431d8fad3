package dev.vgi.flink;

import dev.vgi.VgiException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.utils.JoinedRowData;
import org.apache.flink.table.data.utils.ProjectedRowData;
import org.apache.flink.table.types.logical.RowType;

/** The columns of a lookup: those of the join's condition are sent, the others are answered. Immutable. */
final class LookupColumns implements Serializable {
    private static final long serialVersionUID = 1L;

    private final RowType keys;
    private final RowType answer;
    private final RowType produced;

    /** Where each column is in a row of keys followed by the answer. */
    private final int[] origin;

    private LookupColumns(RowType keys, RowType answer, RowType produced, int[] origin) {
        this.keys = keys;
        this.answer = answer;
        this.produced = produced;
        this.origin = origin;
    }

    /**
     * The columns of a query.
     *
     * @param positions those of the condition, as paths into the columns
     * @param produced all that the query needs, in its order
     * @throws VgiException INVALID_ARGUMENT for a condition on a part of a column
     */
    static LookupColumns of(int[][] positions, RowType produced) {
        List<RowType.RowField> keys = new ArrayList<>();
        List<RowType.RowField> answer = new ArrayList<>();
        int[] key = new int[produced.getFieldCount()];
        for (int[] position : positions) {
            RowType.RowField column = produced.getFields().get(position[0]);
            if (position.length != 1) {
                throw VgiException.invalidArgument("a lookup by a field of the column '" + column.getName()
                        + "' cannot be sent to an exchange, expected conditions on whole columns");
            }
            keys.add(column);
            key[position[0]] = keys.size();
        }
        int[] origin = new int[key.length];
        for (int i = 0; i < origin.length; i++) {
            boolean isKey = key[i] > 0;
            origin[i] = isKey ? key[i] - 1 : keys.size() + answer.size();
            if (!isKey) {
                answer.add(produced.getFields().get(i));
            }
        }
        return new LookupColumns(new RowType(false, keys), new RowType(false, answer), produced, origin);
    }

    RowType keys() {
        return keys;
    }

    RowType answer() {
        return answer;
    }

    RowType produced() {
        return produced;
    }

    /** A row of the table over a key and its answer. */
    RowData row(RowData key, RowData answered) {
        return ProjectedRowData.from(origin).replaceRow(new JoinedRowData(key, answered));
    }
}
