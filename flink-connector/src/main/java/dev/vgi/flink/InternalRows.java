package dev.vgi.flink;

import dev.vgi.VgiException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.utils.JoinedRowData;
import org.apache.flink.table.data.utils.ProjectedRowData;
import org.apache.flink.table.runtime.typeutils.InternalTypeInfo;
import org.apache.flink.table.types.DataTypeQueryable;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.RowType;

/** Streams of {@link RowData}. */
record InternalRows(RowType columns) implements RowAdapter<RowData> {
    static InternalRows of(TypeInformation<?> type) {
        if (type instanceof DataTypeQueryable typed
                && typed.getDataType().getLogicalType() instanceof RowType columns) {
            return new InternalRows(columns);
        }
        throw VgiException.invalidArgument("the stream of RowData is of " + type
                + ", which does not say its columns, expected InternalTypeInfo.of(rowType)");
    }

    @Override
    public void open(ClassLoader loader) {}

    @Override
    public RowData toInternal(RowData row) {
        return row;
    }

    @Override
    public Output<RowData> output(int[] kept, RowType answer, List<String> names) {
        List<RowType.RowField> fields = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            LogicalType type = i < kept.length ? columns.getTypeAt(kept[i]) : answer.getTypeAt(i - kept.length);
            fields.add(new RowType.RowField(names.get(i), type));
        }
        boolean all = kept.length == columns.getFieldCount()
                && IntStream.range(0, kept.length).allMatch(i -> kept[i] == i);
        return new Joined(new RowType(false, fields), kept, all);
    }

    private static final class Joined implements Output<RowData> {
        private static final long serialVersionUID = 1L;

        private final RowType columns;
        private final int[] kept;
        private final boolean keepsAll;

        private Joined(RowType columns, int[] kept, boolean keepsAll) {
            this.columns = columns;
            this.kept = kept;
            this.keepsAll = keepsAll;
        }

        @Override
        public TypeInformation<RowData> type() {
            return InternalTypeInfo.of(columns);
        }

        @Override
        public Joiner<RowData> joiner(ClassLoader loader) {
            return (asked, answer) -> new JoinedRowData(
                    asked.getRowKind(),
                    keepsAll ? asked : ProjectedRowData.from(kept).replaceRow(asked),
                    answer);
        }
    }
}
