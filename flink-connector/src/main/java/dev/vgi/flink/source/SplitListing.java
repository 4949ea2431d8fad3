package dev.vgi.flink.source;

import dev.vgi.client.Client;
import dev.vgi.connector.options.Arguments;
import dev.vgi.connector.plan.ResolvedMethod;
import dev.vgi.connector.plan.SplitPlan;
import dev.vgi.flink.Errors;
import dev.vgi.types.Values;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Asks the worker what there is to read, and writes down what each split is to send. */
final class SplitListing {
    private final ScanPlan plan;

    SplitListing(ScanPlan plan) {
        this.plan = plan;
    }

    /** All splits, in the worker's order. Blocks. */
    List<VgiSplit> list() {
        return Errors.ADVICE.on(this::ask);
    }

    private List<VgiSplit> ask() {
        plan.schemes().check(plan.connection().url());
        try (Client client = plan.connection().builder().connect()) {
            ResolvedMethod method = ResolvedMethod.plan(client, plan.connection(), plan.call());
            Map<String, @Nullable Object> pushed = pushed(method);
            List<VgiSplit> splits = new ArrayList<>();
            Map<String, Integer> seen = new HashMap<>();
            for (SplitPlan.Split split : plan.splits().splits(client, plan.call(), method, Integer.MAX_VALUE)) {
                String name = Values.toJson(split.arguments()) + (split.url() == null ? "" : "@" + split.url());
                int count = seen.merge(name, 1, Integer::sum);
                Map<String, @Nullable Object> arguments = new LinkedHashMap<>();
                arguments.putAll(split.arguments());
                arguments.putAll(pushed);
                splits.add(VgiSplit.of(count == 1 ? name : name + "#" + count, Values.toJson(arguments), split.url()));
            }
            return splits;
        }
    }

    private Map<String, @Nullable Object> pushed(ResolvedMethod method) {
        Map<String, @Nullable Object> pushed = new LinkedHashMap<>();
        Arguments given = plan.call().arguments();
        List<String> columns = plan.columns();
        if (columns != null) {
            plan.columnsParam().forColumns(method, given).ifPresent(name -> pushed.put(name, withCursor(columns)));
        }
        if (plan.limit() != null) {
            plan.limitParam().forRows(method, given).ifPresent(name -> pushed.put(name, plan.limit()));
        }
        return pushed;
    }

    private List<String> withCursor(List<String> columns) {
        List<String> sent = new ArrayList<>(columns);
        if (plan.cursorColumn() != null && !sent.contains(plan.cursorColumn())) {
            sent.add(plan.cursorColumn());
        }
        return sent;
    }
}
