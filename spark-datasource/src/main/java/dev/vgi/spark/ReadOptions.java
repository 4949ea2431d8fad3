package dev.vgi.spark;

import dev.vgi.VgiException;
import dev.vgi.connector.options.ClientSpec;
import dev.vgi.connector.plan.MethodCall;
import dev.vgi.connector.plan.PushdownParameter;
import dev.vgi.connector.plan.SplitPlan;
import java.util.Map;
import java.util.Optional;

/**
 * What the options of a read say.
 *
 * @param connection how the worker is reached
 * @param call the method that is read
 * @param splits where its splits come from
 * @param columnar whether Spark is given batches
 * @param columnsParameter the parameter for column pruning
 * @param limitParameter the parameter for limits
 */
record ReadOptions(
        ClientSpec connection,
        MethodCall call,
        SplitPlan splits,
        Columnar columnar,
        PushdownParameter columnsParameter,
        PushdownParameter limitParameter) {

    /** The values of the option {@code columnar}. */
    enum Columnar {
        AUTO,
        TRUE,
        FALSE
    }

    /** @param given names in their own case */
    static ReadOptions of(Map<String, String> given) {
        OptionReader options = OptionReader.of(given, VgiOption.Use.READ);
        SplitPlan splits = splits(options);
        return new ReadOptions(
                splits.given(MethodOptions.connection(options)),
                MethodOptions.call(options),
                splits,
                options.choice(VgiOption.COLUMNAR, Columnar.class),
                pushDown(options, VgiOption.PUSHDOWN_COLUMNS),
                pushDown(options, VgiOption.PUSHDOWN_LIMIT));
    }

    private static PushdownParameter pushDown(OptionReader options, VgiOption option) {
        return PushdownParameter.of(option.key(), options.text(option).orElse(null), option.defaultValue());
    }

    private static SplitPlan splits(OptionReader options) {
        Optional<String> splitsMethod = options.text(VgiOption.SPLITS_METHOD);
        var partitions = options.objects(VgiOption.PARTITIONS);
        if (splitsMethod.isPresent() && partitions.isPresent()) {
            throw VgiException.invalidArgument(
                    "options 'splitsMethod' and 'partitions' are both given, expected one of them");
        }
        if (splitsMethod.isEmpty() && options.text(VgiOption.SPLITS_ARGS).isPresent()) {
            throw VgiException.invalidArgument("option 'splitsArgs' is given without 'splitsMethod'");
        }
        if (splitsMethod.isPresent()) {
            return SplitPlan.method(splitsMethod.get(), options.object(VgiOption.SPLITS_ARGS));
        }
        return partitions.isPresent() ? SplitPlan.list(partitions.get(), "option 'partitions'") : SplitPlan.one();
    }
}
