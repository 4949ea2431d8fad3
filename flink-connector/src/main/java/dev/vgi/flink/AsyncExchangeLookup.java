package dev.vgi.flink;

import dev.vgi.flink.exchange.Answer;
import dev.vgi.flink.exchange.ExchangeRunner;
import java.util.Collection;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.functions.AsyncLookupFunction;
import org.apache.flink.table.functions.FunctionContext;
import org.jspecify.annotations.Nullable;

/** Lookups in batches. Public because the planner asks for it. */
public final class AsyncExchangeLookup extends AsyncLookupFunction {
    private static final long serialVersionUID = 1L;

    private final LookupPlan plan;
    private transient @Nullable LookupRows rows;
    private transient @Nullable ExchangeRunner runner;

    AsyncExchangeLookup(LookupPlan plan) {
        this.plan = plan;
    }

    @Override
    public void open(FunctionContext context) {
        LookupPlan settled = plan.settled();
        rows = new LookupRows(settled.columns());
        runner = settled.open(context);
    }

    @Override
    public CompletableFuture<Collection<RowData>> asyncLookup(RowData key) {
        var future = new CompletableFuture<Collection<RowData>>();
        LookupRows joined = Objects.requireNonNull(rows);
        try {
            Objects.requireNonNull(runner).add(key, new Answer() {
                @Override
                public void complete(Collection<RowData> answers) {
                    future.complete(joined.of(key, answers));
                }

                @Override
                public void fail(Throwable error) {
                    future.completeExceptionally(error);
                }
            });
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            future.completeExceptionally(e);
        }
        return future;
    }

    @Override
    public void close() {
        if (runner != null) {
            runner.close();
        }
    }
}
