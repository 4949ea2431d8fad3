package dev.vgi.server;

import dev.vgi.VgiException;
import dev.vgi.arrow.Batch;
import dev.vgi.arrow.Metadata;
import dev.vgi.protocol.CallObserver;
import dev.vgi.protocol.CallOutcome;
import dev.vgi.protocol.CallStatistics;
import dev.vgi.protocol.TurnOutcome;
import dev.vgi.protocol.WireStats;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One call and the observers that follow it. */
final class CallWatch {
    /** Of a server without interceptors. */
    static final CallWatch NONE = new CallWatch(List.of());

    private static final Logger LOG = LoggerFactory.getLogger(CallWatch.class);

    private final List<CallObserver> observers;
    private final long start = System.nanoTime();
    private CallStatistics statistics = CallStatistics.NONE;
    private @Nullable VgiException error;
    private boolean cancelled;

    /** @param observers in the order in which they are told; it may grow until the call runs */
    CallWatch(List<CallObserver> observers) {
        this.observers = observers;
    }

    void input(Batch batch) {
        if (this != NONE) {
            statistics = statistics.plusInput(batch.rowCount(), batch.byteSize());
        }
    }

    /** A unary call's result. */
    void result(Batch batch) {
        if (this != NONE) {
            statistics = statistics.plusOutput(batch.rowCount(), batch.byteSize());
        }
    }

    void turnStarted(Metadata tick) {
        observers.forEach(observer -> observer.turnStarted(tick));
    }

    void turnEnded(@Nullable Batch batch, boolean finished) {
        if (this == NONE) {
            return;
        }
        long rows = batch == null ? 0 : batch.rowCount();
        long bytes = batch == null ? 0 : batch.byteSize();
        if (batch != null) {
            statistics = statistics.plusOutput(rows, bytes);
        }
        tell(observer -> observer.turnEnded(new TurnOutcome(rows, bytes, finished, null)));
    }

    void turnFailed(VgiException reason) {
        failed(reason);
        tell(observer -> observer.turnEnded(new TurnOutcome(0, 0, true, reason)));
    }

    void failed(VgiException reason) {
        if (this != NONE) {
            error = reason;
        }
    }

    void cancelled() {
        if (this != NONE) {
            cancelled = true;
        }
    }

    void ended(WireStats delivery) {
        var outcome =
                new CallOutcome(error, cancelled, Duration.ofNanos(System.nanoTime() - start), statistics, delivery);
        tell(observer -> observer.ended(outcome));
    }

    private void tell(Consumer<CallObserver> news) {
        for (CallObserver observer : observers) {
            try {
                news.accept(observer);
            } catch (RuntimeException e) {
                LOG.warn("an interceptor's observer failed", e);
            }
        }
    }
}
