package dev.vgi.flink;

import dev.vgi.VgiException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.utils.JoinedRowData;
import org.apache.flink.table.data.utils.ProjectedRowData;
import org.apache.flink.table.types.logical.RowType;

/**
 * The columns of a lookup. Flink calls each column that the join compares with a value a key. Those that the exchange
 * takes are sent; all others are answered, and those of them that are keys are compared then. Immutable.
 */
final class LookupColumns implements Serializable {
    private static final long serialVersionUID = 1L;

    private final RowType keys;
    private final List<String> sent;
    private final RowType answer;
    private final RowType produced;
    private final List<ResponseKey> compared;

    /** Where each column is in a row of keys followed by the answer. */
    private final int[] origin;

    private LookupColumns(RowType keys, Set<String> inputs, RowType produced) {
        this.keys = keys;
        this.produced = produced;
        this.sent = inputs.stream().filter(keys.getFieldNames()::contains).toList();
        List<ResponseKey> answeredKeys = new ArrayList<>();
        this.origin = new int[produced.getFieldCount()];
        List<RowType.RowField> answered = new ArrayList<>();
        for (int i = 0; i < origin.length; i++) {
            RowType.RowField column = produced.getFields().get(i);
            int key = keys.getFieldIndex(column.getName());
            if (sent.contains(column.getName())) {
                origin[i] = key;
                continue;
            }
            if (key >= 0) {
                answeredKeys.add(ResponseKey.of(key, answered.size(), column.getType()));
            }
            origin[i] = keys.getFieldCount() + answered.size();
            answered.add(column);
        }
        this.answer = new RowType(false, answered);
        this.compared = List.copyOf(answeredKeys);
    }

    /**
     * The columns of a query, all of whose keys are sent.
     *
     * @param positions those of the keys, as paths into the columns
     * @param produced all that the query needs, in its order
     * @param table what errors call the table
     * @throws VgiException INVALID_ARGUMENT where no whole column is a key, or one that is none is
     */
    static LookupColumns of(int[][] positions, RowType produced, String table) {
        List<RowType.RowField> keys = new ArrayList<>();
        for (int[] position : positions) {
            RowType.RowField column = produced.getFields().get(position[0]);
            if (position.length != 1) {
                throw VgiException.invalidArgument("the join with " + table + " compares a field of its column '"
                        + column.getName() + "', expected whole columns, which alone can be sent to an exchange");
            }
            keys.add(column);
        }
        if (keys.isEmpty()) {
            throw VgiException.invalidArgument("the join with " + table + " has no value to send to its exchange: its"
                    + " condition compares none of the columns " + columns(produced) + " as they are declared, and by"
                    + " =. Flink casts a column that is compared with a value of another type: declare it in the type"
                    + " of the value, or cast the value to the column's. A field of a ROW is not sent either: declare"
                    + " the field as a column");
        }
        RowType all = new RowType(false, keys);
        return new LookupColumns(all, new LinkedHashSet<>(all.getFieldNames()), produced);
    }

    private static List<String> columns(RowType type) {
        return type.getFields().stream()
                .map(column ->
                        column.getName() + " " + column.getType().copy(true).asSummaryString())
                .toList();
    }

    /**
     * The same query, of whose keys the exchange takes only some.
     *
     * @param inputs their names, in the order in which they are sent
     */
    LookupColumns sending(Set<String> inputs) {
        return new LookupColumns(keys, inputs, produced);
    }

    /** All columns with a value to compare. */
    RowType keys() {
        return keys;
    }

    /** The names of those that are sent. */
    List<String> sent() {
        return sent;
    }

    RowType answer() {
        return answer;
    }

    RowType produced() {
        return produced;
    }

    /** Whether an answer has the values that the join wants. */
    boolean matches(RowData key, RowData answered) {
        for (ResponseKey column : compared) {
            if (!column.matches(key, answered)) {
                return false;
            }
        }
        return true;
    }

    /** A row of the table over a key and its answer. */
    RowData row(RowData key, RowData answered) {
        return ProjectedRowData.from(origin).replaceRow(new JoinedRowData(key, answered));
    }
}
