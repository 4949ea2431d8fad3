package dev.vgi.flink.exchange;

import java.util.Collection;
import java.util.List;
import org.apache.flink.table.data.RowData;

/** One way to the worker, which carries one batch at a time. Used and closed by one thread. */
interface ExchangeWorker extends AutoCloseable {
    /**
     * Sends rows and waits for what the worker makes of them.
     *
     * @return what each row becomes, in the rows' order; the answers outlive the lane
     * @throws dev.vgi.VgiException where there is no answer to all of them
     */
    List<? extends Collection<RowData>> exchange(List<RowData> rows);

    @Override
    void close();
}
