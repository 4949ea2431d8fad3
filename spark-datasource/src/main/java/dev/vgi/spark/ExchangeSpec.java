package dev.vgi.spark;

import dev.vgi.connector.exchange.RetryPolicy;
import dev.vgi.connector.options.Arguments;
import dev.vgi.connector.plan.ResolvedMethod;
import java.io.Serializable;
import java.util.LinkedHashMap;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * What the tasks of an exchange need to know. Its text form stands in plans, so it has no credentials.
 *
 * @param method the exchange
 * @param arguments what it is opened with; serializable values
 * @param input the columns that are sent
 * @param answer the answer's columns in Spark's types, by the worker's names
 * @param batchSize the most rows that are sent at a time
 * @param retries when a batch is sent again
 */
record ExchangeSpec(
        ResolvedMethod method,
        LinkedHashMap<String, @Nullable Object> arguments,
        StructType input,
        StructType answer,
        int batchSize,
        RetryPolicy retries)
        implements Serializable {

    @Override
    public String toString() {
        return method.name() + Arguments.describe(arguments) + " at " + method.connection() + ", sends "
                + String.join(", ", input.fieldNames());
    }
}
