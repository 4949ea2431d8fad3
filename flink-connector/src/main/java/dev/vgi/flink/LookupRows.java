package dev.vgi.flink;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.runtime.typeutils.RowDataSerializer;
import org.apache.flink.table.types.logical.RowType;

/** Makes the table's rows of a key and its answers, as copies that a cache may keep. Thread-safe. */
final class LookupRows implements Serializable {
    private static final long serialVersionUID = 1L;

    private final LookupColumns columns;
    private transient ThreadLocal<RowDataSerializer> copiers;

    LookupRows(LookupColumns columns) {
        this.columns = columns;
        this.copiers = copiers(columns.produced());
    }

    private static ThreadLocal<RowDataSerializer> copiers(RowType type) {
        return ThreadLocal.withInitial(() -> new RowDataSerializer(type));
    }

    private Object readResolve() {
        copiers = copiers(columns.produced());
        return this;
    }

    Collection<RowData> of(RowData key, Collection<RowData> answers) {
        List<RowData> rows = new ArrayList<>(answers.size());
        for (RowData answer : answers) {
            rows.add(copiers.get().toBinaryRow(columns.row(key, answer)).copy());
        }
        return rows;
    }
}
