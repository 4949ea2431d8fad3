package dev.vgi.flink;

import dev.vgi.VgiException;
import dev.vgi.flink.exchange.ExchangeRunner;
import java.io.Serializable;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.flink.table.functions.FunctionContext;

/**
 * A lookup as the planner leaves it. The worker is asked when a task begins.
 *
 * @param table its name, for messages
 * @param options the table's options
 * @param schemes which addresses it may use
 * @param columns what is sent and what is answered
 * @param isDeclared whether the options say what is sent
 * @param capacity how many lookups of a task Flink lets wait for their answers
 * @param capacityHint how to raise it
 * @param longest the longest wait for an answer that Flink allows
 */
record LookupPlan(
        String table,
        LinkedHashMap<String, String> options,
        Schemes schemes,
        LookupColumns columns,
        boolean isDeclared,
        int capacity,
        String capacityHint,
        Duration longest)
        implements Serializable {

    ExchangePlan exchange() {
        return exchange(columns.sent());
    }

    /** Why the worker does not take these keys; empty where it does. Blocks. */
    Optional<VgiException> refusal(Set<String> inputs) {
        return exchange(columns.sending(inputs).sent()).refusal(schemes);
    }

    private ExchangePlan exchange(List<String> sent) {
        return new ExchangePlan(options, columns.keys(), sent, table);
    }

    /** The plan that says what is sent; asks the worker where it has to. */
    LookupPlan settled() {
        return isDeclared
                ? this
                : new LookupPlan(
                        table,
                        options,
                        schemes,
                        columns.sending(LookupInputs.asked(this)),
                        true,
                        capacity,
                        capacityHint,
                        longest);
    }

    ExchangeRunner open(FunctionContext context) {
        return new ExchangeRunner(
                exchange().spec(schemes, columns.answer(), capacity, capacityHint, longest), context.getMetricGroup());
    }
}
