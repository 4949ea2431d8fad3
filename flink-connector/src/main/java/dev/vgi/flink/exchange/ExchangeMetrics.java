package dev.vgi.flink.exchange;

import dev.vgi.protocol.ExternalFetchStats;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntSupplier;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;

/** What a task's exchange has done, as metrics of its operator under {@code vgi.exchange}. Thread-safe. */
final class ExchangeMetrics {
    private final AtomicLong calls = new AtomicLong();
    private final AtomicLong rows = new AtomicLong();
    private final AtomicLong bytesSent = new AtomicLong();
    private final AtomicLong bytesReceived = new AtomicLong();
    private final AtomicLong retries = new AtomicLong();
    private volatile long lastCallMillis;
    private ExternalFetchStats fetched = ExternalFetchStats.NONE;

    ExchangeMetrics(MetricGroup operator, IntSupplier inFlight) {
        MetricGroup group = operator.addGroup("vgi").addGroup("exchange");
        group.gauge("calls", (Gauge<Long>) calls::get);
        group.gauge("rows", (Gauge<Long>) rows::get);
        group.gauge("bytesSent", (Gauge<Long>) bytesSent::get);
        group.gauge("bytesReceived", (Gauge<Long>) bytesReceived::get);
        group.gauge("externalBatches", (Gauge<Long>) () -> fetched().batches());
        group.gauge("externalBytes", (Gauge<Long>) () -> fetched().bytes());
        group.gauge("fetchMillis", (Gauge<Long>) () -> fetched().fetchTime().toMillis());
        group.gauge("retries", (Gauge<Long>) retries::get);
        group.gauge("lastCallMillis", (Gauge<Long>) () -> lastCallMillis);
        group.gauge("inFlight", (Gauge<Integer>) inFlight::getAsInt);
    }

    void called(int rowCount, long sent, long received, long millis) {
        calls.incrementAndGet();
        rows.addAndGet(rowCount);
        bytesSent.addAndGet(sent);
        bytesReceived.addAndGet(received);
        lastCallMillis = millis;
    }

    /** What of an answer came by way of object storage. */
    synchronized void fetched(ExternalFetchStats answer) {
        fetched = fetched.plus(answer);
    }

    private synchronized ExternalFetchStats fetched() {
        return fetched;
    }

    void repeated() {
        retries.incrementAndGet();
    }
}
