package dev.vgi.flink.source;

import dev.vgi.flink.columns.ArrowColumns;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.columnar.ColumnarRowData;
import org.apache.flink.table.runtime.typeutils.InternalTypeInfo;
import org.apache.flink.table.types.logical.RowType;

/**
 * Flink's internal rows, over the Arrow vectors themselves.
 *
 * @param columns the columns to read
 */
record RowDataFormat(RowType columns) implements RowFormat<RowData> {
    @Override
    public TypeInformation<RowData> producedType() {
        return InternalTypeInfo.of(columns);
    }

    @Override
    public Opened<RowData> open(Schema schema, String method) {
        ArrowColumns found = ArrowColumns.match(schema, columns, method);
        return batch -> {
            ColumnarRowData view = found.row(batch);
            return row -> {
                view.setRowId(row);
                return view;
            };
        };
    }
}
