package dev.vgi.spark;

import dev.vgi.connector.options.Arguments;
import dev.vgi.connector.plan.SplitPlan;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.connector.read.InputPartition;
import org.jspecify.annotations.Nullable;

/**
 * What one task reads.
 *
 * @param arguments all arguments of the read method, in serializable form
 * @param url the worker to read it from; null for the query's
 * @param hosts the executors to prefer
 */
record Split(Map<String, ?> arguments, @Nullable String url, List<String> hosts) implements InputPartition {
    static Split of(SplitPlan.Split split) {
        return new Split(split.arguments(), split.url(), split.hosts());
    }

    @Override
    public String[] preferredLocations() {
        return hosts.toArray(String[]::new);
    }

    /** Without what sounds like a credential. */
    @Override
    public String toString() {
        return Arguments.describe(arguments);
    }
}
