package dev.vgi.flink;

import dev.vgi.flink.exchange.ExchangeRunner;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.functions.FunctionContext;
import org.apache.flink.table.functions.LookupFunction;
import org.jspecify.annotations.Nullable;

/**
 * One lookup, one exchange: for queries that cannot wait for several at once. Public because the planner asks for it.
 */
public final class ExchangeLookup extends LookupFunction {
    private static final long serialVersionUID = 1L;

    private final LookupPlan plan;
    private transient @Nullable LookupRows rows;
    private transient @Nullable ExchangeRunner runner;

    ExchangeLookup(LookupPlan plan) {
        this.plan = plan;
    }

    @Override
    public void open(FunctionContext context) {
        LookupPlan settled = plan.settled();
        rows = new LookupRows(settled.columns());
        runner = settled.open(context);
    }

    @Override
    public Collection<RowData> lookup(RowData key) {
        return Objects.requireNonNull(rows)
                .of(key, Objects.requireNonNull(runner).exchange(List.of(key)).get(0));
    }

    @Override
    public void close() {
        if (runner != null) {
            runner.close();
        }
    }
}
