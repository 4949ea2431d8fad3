package dev.vgi.flink.exchange;

import java.util.Collection;
import org.apache.flink.table.data.RowData;

/** Where the answer to one row goes; told once, on a thread of the batcher's. */
public interface Answer {
    /** What the worker made of it: for most exchanges one row. */
    void complete(Collection<RowData> rows);

    /** Why it made nothing of it. */
    void fail(Throwable error);
}
