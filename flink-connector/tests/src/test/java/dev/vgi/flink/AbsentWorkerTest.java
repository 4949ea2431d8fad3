package dev.vgi.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.vgi.ErrorKind;
import dev.vgi.VgiException;
import dev.vgi.flink.exchange.ExchangeRunner;
import dev.vgi.flink.exchange.ExchangeSpec;
import dev.vgi.server.Server;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.types.logical.BigIntType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.RowType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A worker that is away for a while, between two batches of an exchange. */
@Tag("any-line")
class AbsentWorkerTest {
    private static final RowType ROWS = RowType.of(new LogicalType[] {new BigIntType()}, new String[] {"id"});

    /** The method says nothing of being called twice, and is not: the worker has seen nothing of the batch. */
    @Test
    @Timeout(60)
    void batchThatNeverReachedTheWorker_isSentAgainWhenItIsBack() throws Exception {
        Server first = serve(0);
        String url = first.addresses().get(0);
        Map<String, String> options = Map.of(
                "url", url,
                "method", "Odd/twice_for_real",
                "exchange.retry.max-attempts", "100",
                "exchange.retry.backoff", "10 ms");
        var metrics = new Gauges();
        try (var runner = new ExchangeRunner(plan(options), metrics)) {
            assertThat(twice(runner, 1)).isEqualTo(2);
            first.close();
            await().untilAsserted(() -> assertThatThrownBy(() -> plan(options))
                    .isInstanceOfSatisfying(
                            VgiException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.WORKER_NOT_REACHED)));

            CompletableFuture<Long> answer = CompletableFuture.supplyAsync(() -> twice(runner, 2));
            await().until(() -> metrics.read("retries") > 0 || answer.isDone());
            try (Server second = serve(URI.create(url).getPort())) {
                assertThat(second.addresses()).containsExactly(url);
                assertThat(answer.get()).isEqualTo(4);
            }
        }
    }

    /** It has the address, but not the key, of the worker that opened the stream. */
    @Test
    @Timeout(60)
    void batchThatAnotherWorkerRefuses_isSentAgainOnAStreamOfItsOwn() throws Exception {
        Server first = serve(0);
        String url = first.addresses().get(0);
        var metrics = new Gauges();
        try (var runner = new ExchangeRunner(
                plan(Map.of("url", url, "method", "Odd/twice_for_real", "exchange.retry.backoff", "1 ms")), metrics)) {
            assertThat(twice(runner, 1)).isEqualTo(2);
            first.close();
            try (Server second = serve(URI.create(url).getPort())) {
                assertThat(second.addresses()).containsExactly(url);
                assertThat(twice(runner, 2)).isEqualTo(4);
            }
        }
        assertThat(metrics.read("retries")).isPositive();
    }

    private static Server serve(int port) {
        return Server.builder()
                .host(OddService.class, new OddService.Worker())
                .http(port)
                .start();
    }

    private static ExchangeSpec plan(Map<String, String> options) {
        return new ExchangePlan(options, ROWS, List.of("id"), null).spec(Schemes.planned(), null, 10, "", null);
    }

    private static long twice(ExchangeRunner runner, long id) {
        return runner.exchange(List.of(GenericRowData.of(id)))
                .get(0)
                .iterator()
                .next()
                .getLong(0);
    }

    /** Gauges by their names. */
    private static final class Gauges extends UnregisteredMetricsGroup {
        private final Map<String, Gauge<?>> gauges = new ConcurrentHashMap<>();

        private long read(String name) {
            return (Long) gauges.get(name).getValue();
        }

        @Override
        public <T, G extends Gauge<T>> G gauge(String name, G gauge) {
            gauges.put(name, gauge);
            return gauge;
        }

        @Override
        public MetricGroup addGroup(String name) {
            return this;
        }
    }
}
