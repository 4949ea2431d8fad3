package dev.vgi.examples.flink;

import dev.vgi.examples.flights.JobStep;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.Metric;
import org.apache.flink.metrics.MetricConfig;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.reporter.MetricReporter;
import org.apache.flink.metrics.reporter.MetricReporterFactory;

/** Sums up the connector's metrics of the tasks in this process, as each of them ends. */
public final class WorkerMetrics implements MetricReporterFactory, MetricReporter {
    private static final String OURS = ".vgi.";
    private static final long LONGEST_WAIT_SECONDS = 10;
    private static final Object LOCK = new Object();
    private static final Set<Metric> RUNNING = new HashSet<>();
    private static final Map<String, Long> SUMS = new HashMap<>();

    /**
     * Holds what the tasks did.
     *
     * @param sums the sum of each metric over all tasks, by what follows {@code vgi.} in its name
     */
    record Found(Map<String, Long> sums) {
        long sum(String name) {
            return sums.getOrDefault(name, 0L);
        }

        /**
         * Returns the sums of the batches and bytes metrics of these names; what was fetched by the group that fetched.
         */
        JobStep.Data data(long rows, String batches, String bytes, String fetching) {
            return new JobStep.Data(
                    rows,
                    sum(batches),
                    sum(bytes),
                    sum(fetching + "externalBatches"),
                    sum(fetching + "externalBytes"),
                    sum(fetching + "fetchMillis"));
        }
    }

    /** Returns what was done since the last time, once all tasks have ended. */
    static Found take() throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LONGEST_WAIT_SECONDS);
        synchronized (LOCK) {
            while (!RUNNING.isEmpty() && System.nanoTime() < end) {
                TimeUnit.MILLISECONDS.timedWait(LOCK, 100);
            }
            Found found = new Found(Map.copyOf(SUMS));
            SUMS.clear();
            return found;
        }
    }

    @Override
    public MetricReporter createMetricReporter(Properties properties) {
        return this;
    }

    @Override
    public void open(MetricConfig config) {}

    @Override
    public void close() {}

    @Override
    public void notifyOfAddedMetric(Metric metric, String name, MetricGroup group) {
        if (group.getMetricIdentifier(name).contains(OURS)) {
            synchronized (LOCK) {
                RUNNING.add(metric);
            }
        }
    }

    @Override
    public void notifyOfRemovedMetric(Metric metric, String name, MetricGroup group) {
        String identifier = group.getMetricIdentifier(name);
        synchronized (LOCK) {
            if (RUNNING.remove(metric)) {
                if (metric instanceof Gauge<?> gauge && gauge.getValue() instanceof Number value) {
                    SUMS.merge(
                            identifier.substring(identifier.lastIndexOf(OURS) + OURS.length()),
                            value.longValue(),
                            Long::sum);
                }
                LOCK.notifyAll();
            }
        }
    }
}
