package dev.vgi.connector.options;

import dev.vgi.protocol.CallOptions;
import dev.vgi.protocol.CallOptions.Resend;
import dev.vgi.protocol.Idempotency;
import java.io.Serializable;
import java.time.Duration;

/**
 * How calls are made, in a form that travels between processes.
 *
 * @param silence the longest wait for the worker's next byte; zero for no limit
 * @param allocatorBytes the most off-heap memory of one stream's batches
 * @param prefetchBatches how many batches are asked for ahead, 0 to 64
 * @param resend whether a lost answer is asked for again
 */
public record CallSettings(Duration silence, long allocatorBytes, int prefetchBatches, Resend resend)
        implements Serializable {

    /** The same for a method of this idempotency, which other processes then need not ask for. */
    public CallSettings decidedFor(Idempotency idempotency) {
        return new CallSettings(
                silence, allocatorBytes, prefetchBatches, resend.allows(idempotency) ? Resend.ALWAYS : Resend.NEVER);
    }

    /** The worker's log lines go to this process's log, as {@code dev.vgi.worker}. */
    public CallOptions callOptions() {
        return new CallOptions(new WorkerLog(), silence, allocatorBytes, prefetchBatches, resend);
    }
}
