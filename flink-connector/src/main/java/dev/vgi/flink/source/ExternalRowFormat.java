package dev.vgi.flink.source;

import dev.vgi.flink.columns.ArrowColumns;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.columnar.ColumnarRowData;
import org.apache.flink.table.data.conversion.DataStructureConverter;
import org.apache.flink.table.data.conversion.DataStructureConverters;
import org.apache.flink.table.runtime.typeutils.ExternalTypeInfo;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.types.Row;

/**
 * Rows of Java objects, each of its own.
 *
 * @param columns the columns to read, a row type
 */
record ExternalRowFormat(DataType columns) implements RowFormat<Row> {
    @Override
    public TypeInformation<Row> producedType() {
        return ExternalTypeInfo.of(columns);
    }

    @Override
    public Opened<Row> open(Schema schema, String method) {
        ArrowColumns found = ArrowColumns.match(schema, (RowType) columns.getLogicalType(), method);
        DataStructureConverter<Object, Object> converter = DataStructureConverters.getConverter(columns);
        converter.open(Thread.currentThread().getContextClassLoader());
        return batch -> {
            ColumnarRowData view = found.row(batch);
            return row -> {
                view.setRowId(row);
                return (Row) converter.toExternal((RowData) view);
            };
        };
    }
}
