package dev.vgi.examples.spark;

import dev.vgi.examples.flights.JobStep;
import java.util.HashMap;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.adaptive.AdaptiveSparkPlanExec;
import org.apache.spark.sql.execution.adaptive.QueryStageExec;
import scala.jdk.javaapi.CollectionConverters;

/** Reads what Spark's UI shows of a query that has run: the sums of each operator's metrics. */
final class PlanMetrics {
    private final Map<String, Long> sums = new HashMap<>();

    private PlanMetrics() {}

    static PlanMetrics of(Dataset<Row> query) {
        var metrics = new PlanMetrics();
        metrics.visit(((org.apache.spark.sql.classic.Dataset<Row>) query)
                .queryExecution()
                .executedPlan());
        return metrics;
    }

    /** Returns what the scans of the query were sent. */
    JobStep.Data read(long rows) {
        return new JobStep.Data(
                rows,
                of("BatchScan", "vgiBatches"),
                of("BatchScan", "vgiBytes"),
                of("BatchScan", "vgiExternalBatches"),
                of("BatchScan", "vgiExternalBytes"),
                of("BatchScan", "vgiFetchMillis"));
    }

    /**
     * Returns what the exchanges of the query were sent: rows and batches are theirs, bytes those of the scans below
     * them.
     */
    JobStep.Data exchanged() {
        return new JobStep.Data(
                of("VgiExchange", "numOutputRows"),
                of("VgiExchange", "exchanges"),
                of("BatchScan", "vgiBytes"),
                of("VgiExchange", "vgiExternalBatches"),
                of("VgiExchange", "vgiExternalBytes"),
                of("VgiExchange", "vgiFetchMillis"));
    }

    /** Returns a metric of all operators whose name starts with {@code operator}; 0 where there is none. */
    private long of(String operator, String metric) {
        return sums.entrySet().stream()
                .filter(entry ->
                        entry.getKey().startsWith(operator) && entry.getKey().endsWith("/" + metric))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    private void visit(SparkPlan plan) {
        if (plan instanceof AdaptiveSparkPlanExec adaptive) {
            visit(adaptive.executedPlan());
        } else if (plan instanceof QueryStageExec stage) {
            visit(stage.plan());
        } else {
            CollectionConverters.asJava(plan.metrics())
                    .forEach((name, metric) -> sums.merge(plan.nodeName() + "/" + name, metric.value(), Long::sum));
            CollectionConverters.asJava(plan.children()).forEach(this::visit);
        }
    }
}
