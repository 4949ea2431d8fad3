package dev.vgi.flink.exchange;

import java.util.ArrayList;
import java.util.List;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.binary.BinaryRowData;
import org.apache.flink.table.data.binary.BinaryStringData;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.RowType;

/**
 * About how many bytes a row's values are: what the columns of texts and bytes hold, and a little for each other one.
 */
final class RowSize {
    private static final int FIXED = 8;
    private static final int NESTED = 64;

    private final int fixed;
    private final int[] texts;
    private final int[] binaries;

    /** @param columns which of the rows' columns count */
    RowSize(RowType rows, List<String> columns) {
        List<Integer> foundTexts = new ArrayList<>();
        List<Integer> foundBinaries = new ArrayList<>();
        int bytes = 0;
        for (String column : columns) {
            int position = rows.getFieldIndex(column);
            LogicalType type = rows.getTypeAt(position);
            switch (type.getTypeRoot()) {
                case CHAR, VARCHAR -> foundTexts.add(position);
                case BINARY, VARBINARY -> foundBinaries.add(position);
                case ARRAY, MAP, MULTISET, ROW, STRUCTURED_TYPE -> bytes += NESTED;
                default -> bytes += FIXED;
            }
        }
        fixed = bytes + FIXED * (foundTexts.size() + foundBinaries.size());
        texts = foundTexts.stream().mapToInt(Integer::intValue).toArray();
        binaries = foundBinaries.stream().mapToInt(Integer::intValue).toArray();
    }

    long of(RowData row) {
        if (row instanceof BinaryRowData binary) {
            return binary.getSizeInBytes();
        }
        long bytes = fixed;
        for (int position : texts) {
            bytes += row.isNullAt(position) ? 0 : length(row.getString(position));
        }
        for (int position : binaries) {
            bytes += row.isNullAt(position) ? 0 : row.getBinary(position).length;
        }
        return bytes;
    }

    private static int length(StringData text) {
        if (text instanceof BinaryStringData binary) {
            binary.ensureMaterialized();
            return binary.getSizeInBytes();
        }
        return text.toString().length();
    }
}
