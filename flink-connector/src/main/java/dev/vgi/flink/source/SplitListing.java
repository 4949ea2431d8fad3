package dev.vgi.flink.source;

import dev.vgi.VgiException;
import dev.vgi.client.Client;
import dev.vgi.connect.PlannedMethod;
import dev.vgi.connect.SplitPlan;
import dev.vgi.flink.VgiConnectorOptions;
import dev.vgi.types.SchemaText;
import dev.vgi.types.Values;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.flink.configuration.ConfigOption;
import org.jspecify.annotations.Nullable;

/** Asks the worker what there is to read, and writes down what each split is to send. */
final class SplitListing {
    private final ScanPlan plan;

    SplitListing(ScanPlan plan) {
        this.plan = plan;
    }

    /** All splits, in the worker's order. Blocks. */
    List<VgiSplit> list() {
        plan.schemes().check(plan.connection().url());
        try (Client client = plan.connection().builder().connect()) {
            PlannedMethod method = PlannedMethod.plan(client, plan.connection(), plan.call());
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

    private Map<String, @Nullable Object> pushed(PlannedMethod method) {
        Map<String, @Nullable Object> pushed = new LinkedHashMap<>();
        List<String> columns = plan.columns();
        if (columns != null) {
            String name = bind(
                    method,
                    plan.columnsParam(),
                    VgiConnectorOptions.PUSHDOWN_COLUMNS,
                    SplitListing::isListOfStrings,
                    "a parameter of type list of strings");
            if (name != null) {
                List<String> sent = new ArrayList<>(columns);
                if (plan.cursorColumn() != null && !sent.contains(plan.cursorColumn())) {
                    sent.add(plan.cursorColumn());
                }
                pushed.put(name, sent);
            }
        }
        if (plan.limit() != null) {
            String name = bind(
                    method,
                    plan.limitParam(),
                    VgiConnectorOptions.PUSHDOWN_LIMIT,
                    SplitListing::isInteger,
                    "a parameter of type int or bigint");
            if (name != null) {
                pushed.put(name, plan.limit());
            }
        }
        return pushed;
    }

    /** The parameter to use; null where the method has none that fits, or the user gave an argument for it. */
    private @Nullable String bind(
            PlannedMethod method,
            @Nullable String parameter,
            ConfigOption<String> option,
            Predicate<Field> fits,
            String expected) {
        if (parameter == null || plan.call().arguments().contains(parameter)) {
            return null;
        }
        if (method.parameter(parameter).filter(fits).isPresent()) {
            return parameter;
        }
        if (!parameter.equals(option.defaultValue())) {
            throw VgiException.invalidArgument(
                    "option '" + option.key() + "' is '" + parameter + "', expected " + expected + " of "
                            + method.name() + ", which takes (" + SchemaText.print(method.parameters()) + ")");
        }
        return null;
    }

    private static boolean isListOfStrings(Field parameter) {
        return switch (parameter.getType().getTypeID()) {
            case List, LargeList ->
                switch (parameter.getChildren().get(0).getType().getTypeID()) {
                    case Utf8, LargeUtf8 -> true;
                    default -> false;
                };
            default -> false;
        };
    }

    private static boolean isInteger(Field parameter) {
        return parameter.getDictionary() == null
                && parameter.getType() instanceof ArrowType.Int type
                && type.getBitWidth() >= 32;
    }
}
