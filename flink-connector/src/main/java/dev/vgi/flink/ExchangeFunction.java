package dev.vgi.flink;

import dev.vgi.flink.exchange.Answer;
import dev.vgi.flink.exchange.ExchangeRunner;
import dev.vgi.flink.exchange.ExchangeSpec;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.async.ResultFuture;
import org.apache.flink.streaming.api.functions.async.RichAsyncFunction;
import org.apache.flink.table.data.RowData;
import org.jspecify.annotations.Nullable;

/**
 * Rows of a stream through an exchange, for Flink's asynchronous operator, which keeps their order.
 *
 * <p>Flink takes a row whose answer is an error out of those that wait, and goes on until the task is ended. A
 * checkpoint in this moment would not have the row, so there is none.
 */
final class ExchangeFunction<T> extends RichAsyncFunction<T, T> implements CheckpointedFunction {
    private static final long serialVersionUID = 1L;

    private final ExchangeSpec spec;
    private final Schemes schemes;
    private final RowAdapter<T> form;
    private final RowAdapter.Output<T> output;
    private transient @Nullable ExchangeRunner runner;
    private transient @Nullable ThreadLocal<RowAdapter.Joiner<T>> joiners;
    private transient volatile boolean hasFailed;

    ExchangeFunction(ExchangeSpec spec, Schemes schemes, RowAdapter<T> form, RowAdapter.Output<T> output) {
        this.spec = spec;
        this.schemes = schemes;
        this.form = form;
        this.output = output;
    }

    @Override
    public void open(OpenContext context) {
        schemes.check(spec.method().connection().url());
        ClassLoader loader = getRuntimeContext().getUserCodeClassLoader();
        form.open(loader);
        joiners = ThreadLocal.withInitial(() -> output.joiner(loader));
        runner = new ExchangeRunner(spec, getRuntimeContext().getMetricGroup());
    }

    @Override
    public void asyncInvoke(T row, ResultFuture<T> result) throws InterruptedException {
        ThreadLocal<RowAdapter.Joiner<T>> joiner = Objects.requireNonNull(joiners);
        Objects.requireNonNull(runner).add(form.toInternal(row), new Answer() {
            @Override
            public void complete(Collection<RowData> rows) {
                RowAdapter.Joiner<T> join = joiner.get();
                List<T> all = new ArrayList<>(rows.size());
                for (RowData answer : rows) {
                    all.add(join.join(row, answer));
                }
                result.complete(all);
            }

            @Override
            public void fail(Throwable error) {
                hasFailed = true;
                result.completeExceptionally(error);
            }
        });
    }

    @Override
    public void initializeState(FunctionInitializationContext context) {}

    @Override
    public void snapshotState(FunctionSnapshotContext context) {
        if (hasFailed) {
            throw new IllegalStateException("no checkpoint of a task that has no answer for one of its rows");
        }
    }

    @Override
    public void close() {
        if (runner != null) {
            runner.close();
        }
    }
}
