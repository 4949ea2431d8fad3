package dev.vgi.flink.exchange;

import dev.vgi.arrow.Memory;
import dev.vgi.arrow.MemoryScope;
import dev.vgi.client.Client;
import dev.vgi.flink.Errors;
import java.util.Collection;
import java.util.List;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.table.data.RowData;
import org.jspecify.annotations.Nullable;

/**
 * A task's exchange: a client, its memory, and rows in batches. Either {@link #add} or {@link #exchange} is used, by
 * one thread. Closing it finds that no batch was left behind.
 */
public final class ExchangeRunner implements AutoCloseable {
    private final ExchangeSpec spec;
    private final Memory memory;
    private final MemoryScope scope;
    private final Client client;
    private final RowSize sizes;
    private final ExchangeMetrics metrics;
    private @Nullable Batcher batcher;
    private @Nullable ExchangeWorker single;

    /** Opens it; nothing is sent before the first row. */
    public ExchangeRunner(ExchangeSpec spec, MetricGroup group) {
        this.spec = spec;
        this.memory = Memory.create();
        this.scope = memory.scope(
                "exchange " + spec.method().name(), spec.method().settings().allocatorBytes());
        this.client = Errors.ADVICE.on(
                () -> spec.method().connection().builder().memory(memory).connect());
        this.sizes = new RowSize(
                spec.rows(),
                spec.input().getFields().stream().map(Field::getName).toList());
        this.metrics = new ExchangeMetrics(group, this::inFlight);
    }

    /**
     * Adds a row, which must not change any more; its answer comes on another thread.
     *
     * @throws InterruptedException where the thread is interrupted while too much is under way
     */
    public void add(RowData row, Answer answer) throws InterruptedException {
        Batcher open = batcher;
        if (open == null) {
            open = new Batcher(spec.method().name(), spec.limits(), this::lane);
            batcher = open;
        }
        open.add(row, sizes.of(row), answer);
    }

    /** Sends rows now, and waits for what becomes of each. */
    public List<? extends Collection<RowData>> exchange(List<RowData> rows) {
        ExchangeWorker open = single;
        if (open == null) {
            open = lane();
            single = open;
        }
        return open.exchange(rows);
    }

    private ExchangeWorker lane() {
        return new StreamExchangeWorker(spec, client, scope.allocator(), metrics);
    }

    private int inFlight() {
        Batcher open = batcher;
        return open == null ? 0 : open.inFlight();
    }

    @Override
    public void close() {
        try {
            if (batcher != null) {
                batcher.close();
            }
            if (single != null) {
                single.close();
            }
        } finally {
            client.close();
            scope.close();
            memory.close();
        }
    }
}
