package dev.vgi.client;

import dev.vgi.Code;
import dev.vgi.VgiException;
import dev.vgi.arrow.Batch;
import dev.vgi.arrow.Metadata;
import dev.vgi.protocol.CallObserver;
import dev.vgi.protocol.CallOutcome;
import dev.vgi.protocol.CallStatistics;
import dev.vgi.protocol.TurnOutcome;
import dev.vgi.protocol.WireStats;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the observers of one call what happens to it. Used by one thread at a time. */
final class Observation {
    private static final Logger LOG = LoggerFactory.getLogger(Observation.class);

    private final List<CallObserver> observers = new ArrayList<>();
    private final long start = System.nanoTime();
    private CallStatistics statistics = CallStatistics.NONE;
    private @Nullable VgiException failure;
    private boolean ended;

    /** Asks the interceptors in order, and collects their observers. */
    static Observation begin(List<ClientInterceptor> interceptors, ClientCall call) {
        var observation = new Observation();
        observation.opening(() -> {
            interceptors.forEach(each -> observation.observers.add(0, each.intercept(call)));
            return observation;
        });
        return observation;
    }

    /** Runs what opens the call; if it throws, the call has ended. */
    <T> T opening(Supplier<T> step) {
        try {
            return step.get();
        } catch (RuntimeException | Error e) {
            failed(e);
            ended(false);
            throw e;
        }
    }

    void input(Batch batch) {
        statistics = statistics.plusInput(batch.rowCount(), batch.byteSize());
    }

    void output(Batch batch) {
        statistics = statistics.plusOutput(batch.rowCount(), batch.byteSize());
    }

    /** Runs one turn of a stream; returns null at its end. */
    @Nullable
    Batch turn(Metadata tick, Supplier<@Nullable Batch> step) {
        try {
            observers.forEach(observer -> observer.turnStarted(tick));
            Batch batch = step.get();
            if (batch != null) {
                output(batch);
            }
            long rows = batch == null ? 0 : batch.rowCount();
            long bytes = batch == null ? 0 : batch.byteSize();
            tell(observer -> observer.turnEnded(new TurnOutcome(rows, bytes, batch == null, null)));
            return batch;
        } catch (RuntimeException | Error e) {
            VgiException error = failed(e);
            tell(observer -> observer.turnEnded(new TurnOutcome(0, 0, true, error)));
            throw e;
        }
    }

    /** Tells the observers that the call has ended; only the first call has an effect. */
    void ended(boolean cancelled) {
        if (!ended) {
            ended = true;
            var outcome = new CallOutcome(
                    failure,
                    cancelled && failure == null,
                    Duration.ofNanos(System.nanoTime() - start),
                    statistics,
                    WireStats.UNKNOWN);
            tell(observer -> observer.ended(outcome));
        }
    }

    private VgiException failed(Throwable error) {
        VgiException known = error instanceof VgiException vgi
                ? vgi
                : VgiException.of(Code.UNKNOWN, "the call failed on this side: " + error, error);
        failure = known;
        return known;
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
