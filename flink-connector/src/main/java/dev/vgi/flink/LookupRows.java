package dev.vgi.flink;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.runtime.typeutils.RowDataSerializer;

/**
 * Makes the table's rows of a key and those of its answers that have the values that the join wants, as copies that a
 * cache may keep. Thread-safe.
 */
final class LookupRows {
    private final LookupColumns columns;
    private final ThreadLocal<RowDataSerializer> copiers;

    LookupRows(LookupColumns columns) {
        this.columns = columns;
        this.copiers = ThreadLocal.withInitial(() -> new RowDataSerializer(columns.produced()));
    }

    Collection<RowData> of(RowData key, Collection<RowData> answers) {
        List<RowData> rows = new ArrayList<>(answers.size());
        for (RowData answer : answers) {
            if (columns.matches(key, answer)) {
                rows.add(copiers.get().toBinaryRow(columns.row(key, answer)).copy());
            }
        }
        return rows;
    }
}
