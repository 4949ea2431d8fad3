package dev.vgi.flink;

import dev.vgi.flink.exchange.ExchangeRunner;
import java.io.Serializable;
import java.time.Duration;
import java.util.LinkedHashMap;
import org.apache.flink.table.functions.FunctionContext;

/**
 * A lookup as the planner leaves it. The worker is asked when a task begins.
 *
 * @param options the table's options
 * @param schemes which addresses it may use
 * @param columns what is sent and what is answered
 * @param capacity how many lookups of a task Flink lets wait for their answers
 * @param capacityHint how to raise it
 * @param longest the longest wait for an answer that Flink allows
 */
record LookupPlan(
        LinkedHashMap<String, String> options,
        Schemes schemes,
        LookupColumns columns,
        int capacity,
        String capacityHint,
        Duration longest)
        implements Serializable {

    ExchangePlan exchange() {
        return new ExchangePlan(options, columns.keys(), columns.keys().getFieldNames());
    }

    ExchangeRunner open(FunctionContext context) {
        return new ExchangeRunner(
                exchange().spec(schemes, columns.answer(), capacity, capacityHint, longest), context.getMetricGroup());
    }
}
