package dev.vgi.flink.exchange;

import dev.vgi.Code;
import dev.vgi.VgiException;
import dev.vgi.arrow.Batch;
import dev.vgi.client.Client;
import dev.vgi.client.ExchangeStream;
import dev.vgi.flink.columns.RowEncoder;
import dev.vgi.protocol.Externalized;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.flink.table.data.RowData;
import org.jspecify.annotations.Nullable;

/**
 * An exchange stream that is opened for the first batch, and anew after an error. Over HTTP it is also opened anew before
 * the worker stops honouring its tokens.
 */
final class ExchangeLane implements Lane {
    private final ExchangeSpec spec;
    private final Client client;
    private final BufferAllocator allocator;
    private final ExchangeMetrics metrics;
    private final RowEncoder encoder;
    private final AnswerRows answers;
    private final long maxAgeNanos;
    private @Nullable ExchangeStream stream;
    private long opened;

    ExchangeLane(ExchangeSpec spec, Client client, BufferAllocator allocator, ExchangeMetrics metrics) {
        this.spec = spec;
        this.client = client;
        this.allocator = allocator;
        this.metrics = metrics;
        this.encoder = new RowEncoder(spec.rows(), spec.input(), spec.correlation());
        this.answers = new AnswerRows(spec);
        this.maxAgeNanos =
                spec.method().connection().isOverHttp() ? spec.streamMaxAge().toNanos() : Long.MAX_VALUE;
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
        for (int attempts = 1; ; attempts++) {
            boolean sent = false;
            try {
                ExchangeStream open = stream();
                sent = true;
                Externalized before = open.externalized();
                Batch answer = open.exchange(input);
                metrics.fetched(open.externalized().since(before));
                return answer;
            } catch (VgiException e) {
                close();
                if (attempts >= spec.retries().maxAttempts() || !mayRepeat(e, sent)) {
                    throw ExchangeSpec.explained(e, spec.method(), encoder.schema());
                }
                metrics.repeated();
                pause(e, attempts);
            }
        }
    }

    private ExchangeStream stream() {
        ExchangeStream open = stream;
        if (open != null && System.nanoTime() - opened > maxAgeNanos) {
            close();
            open = null;
        }
        if (open == null) {
            open = spec.method().on(client).args(spec.arguments()).exchange(encoder.schema());
            stream = open;
            opened = System.nanoTime();
        }
        return open;
    }

    /** Rows that the worker has not seen may be sent again, and opening a stream sends none. */
    private boolean mayRepeat(VgiException e, boolean sent) {
        boolean seen = sent && !e.kind().equals(VgiException.NOT_REACHED);
        boolean lost = !e.isRemote() && e.code() == Code.DATA_LOSS;
        return seen ? spec.retries().resendsLost() && (e.isRetryable() || lost) : e.isRetryable();
    }

    private void pause(VgiException e, int attempts) {
        Duration asked = e.retryDelay();
        Duration own = spec.retries().pause(attempts);
        try {
            TimeUnit.NANOSECONDS.sleep((asked == null || asked.compareTo(own) < 0 ? own : asked).toNanos());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw VgiException.of(Code.CANCELLED, "interrupted before a batch was sent again", e);
        }
    }

    /** Ends the stream; a later batch opens another. */
    @Override
    public void close() {
        ExchangeStream open = stream;
        stream = null;
        if (open != null) {
            open.close();
        }
    }
}
