package dev.vgi.flink.exchange;

import dev.vgi.VgiException;
import dev.vgi.arrow.Batch;
import dev.vgi.client.Client;
import dev.vgi.connector.exchange.RetryingExchange;
import dev.vgi.flink.columns.RowEncoder;
import dev.vgi.protocol.ExternalFetchStats;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.flink.table.data.RowData;

/**
 * An exchange stream that is opened for the first batch, and anew after an error. Over HTTP it is also opened anew
 * before the worker stops honouring its tokens.
 */
final class StreamExchangeWorker implements ExchangeWorker {
    private final ExchangeSpec spec;
    private final BufferAllocator allocator;
    private final ExchangeMetrics metrics;
    private final RowEncoder encoder;
    private final ResponseRows answers;
    private final RetryingExchange exchange;

    StreamExchangeWorker(ExchangeSpec spec, Client client, BufferAllocator allocator, ExchangeMetrics metrics) {
        this.spec = spec;
        this.allocator = allocator;
        this.metrics = metrics;
        this.encoder = new RowEncoder(spec.rows(), spec.input(), spec.correlation());
        this.answers = new ResponseRows(spec);
        this.exchange = new RetryingExchange(
                () -> spec.method().on(client).args(spec.arguments()).exchange(encoder.schema()),
                spec.retries(),
                spec.method().connection().isOverHttp() ? spec.streamMaxAge() : RetryingExchange.ANY_AGE,
                metrics::repeated);
    }

    @Override
    public List<? extends Collection<RowData>> exchange(List<RowData> rows) {
        try (Batch input = encoder.encode(rows, allocator)) {
            long start = System.nanoTime();
            try (Batch answer = send(input)) {
                metrics.called(
                        rows.size(),
                        input.byteSize(),
                        answer.byteSize(),
                        TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
                return answers.of(answer, rows.size());
            }
        }
    }

    private Batch send(Batch input) {
        ExternalFetchStats before = exchange.externalized();
        try {
            Batch answer = exchange.exchange(input);
            metrics.fetched(exchange.externalized().since(before));
            return answer;
        } catch (VgiException e) {
            throw spec.explained(e, input);
        }
    }

    /** Ends the stream; a later batch opens another. */
    @Override
    public void close() {
        exchange.close();
    }
}
