package dev.vgi.protocol;

import dev.vgi.VgiException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a call ended.
 *
 * @param error what the caller received instead of an answer; null where it went well
 * @param cancelled whether the caller gave a stream up
 * @param duration from its start to the end of its answer
 * @param statistics what went in and out
 * @param delivery what crossed the network
 */
public record CallOutcome(
        @Nullable VgiException error,
        boolean cancelled,
        Duration duration,
        CallStatistics statistics,
        WireStats delivery) {
    public boolean isOk() {
        return error == null && !cancelled;
    }
}
