package dev.vgi.spark;

import dev.vgi.VgiException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the options of a read say.
 *
 * @param connection how the worker is reached
 * @param call the method that is read
 * @param splitsMethod the method that lists the splits
 * @param splitsArgs its arguments
 * @param partitions the arguments of each partition
 * @param columnar whether Spark is given batches
 * @param columnsParameter the parameter for column pruning
 * @param limitParameter the parameter for limits
 */
record ReadOptions(
        Connection connection,
        MethodCall call,
        Optional<String> splitsMethod,
        Map<String, @Nullable Object> splitsArgs,
        Optional<List<Map<String, @Nullable Object>>> partitions,
        Columnar columnar,
        PushDown columnsParameter,
        PushDown limitParameter) {

    /** The values of the option {@code columnar}. */
    enum Columnar {
        AUTO,
        TRUE,
        FALSE
    }

    /** @param given names in their own case */
    static ReadOptions of(Map<String, String> given) {
        OptionText options = OptionText.of(given, VgiOption.Use.READ);
        Optional<String> splitsMethod = options.text(VgiOption.SPLITS_METHOD);
        var partitions = options.objects(VgiOption.PARTITIONS);
        if (splitsMethod.isPresent() && partitions.isPresent()) {
            throw VgiException.invalidArgument(
                    "options 'splitsMethod' and 'partitions' are both given, expected one of them");
        }
        if (splitsMethod.isEmpty() && options.text(VgiOption.SPLITS_ARGS).isPresent()) {
            throw VgiException.invalidArgument("option 'splitsArgs' is given without 'splitsMethod'");
        }
        return new ReadOptions(
                Connection.of(options),
                MethodCall.of(options),
                splitsMethod,
                options.object(VgiOption.SPLITS_ARGS),
                partitions,
                options.choice(VgiOption.COLUMNAR, Columnar.class),
                PushDown.of(options, VgiOption.PUSHDOWN_COLUMNS),
                PushDown.of(options, VgiOption.PUSHDOWN_LIMIT));
    }
}
