package dev.vgi.spark;

import dev.vgi.protocol.CallOptions;
import dev.vgi.protocol.CallOptions.Resend;
import dev.vgi.protocol.Idempotency;
import java.io.Serializable;
import java.time.Duration;
import org.slf4j.LoggerFactory;

/**
 * How calls are made, in a form that travels to executors.
 *
 * @param silence the longest wait for the worker's next byte; zero for no limit
 * @param allocatorBytes the most off-heap memory of one stream's batches
 * @param prefetchBatches how many batches are asked for ahead
 * @param resend whether a lost answer is asked for again
 */
record CallSettings(Duration silence, long allocatorBytes, int prefetchBatches, Resend resend) implements Serializable {
    private static final int MOST_AHEAD = 64;

    /** The values of the option {@code resume}. */
    private enum Resume {
        NEVER(Resend.NEVER),
        DECLARED(Resend.IF_DECLARED),
        ALWAYS(Resend.ALWAYS);

        private final Resend resend;

        Resume(Resend resend) {
            this.resend = resend;
        }
    }

    static CallSettings of(OptionText options) {
        return new CallSettings(
                options.duration(VgiOption.SILENCE),
                options.bytes(VgiOption.ALLOCATOR_BYTES),
                options.number(VgiOption.PREFETCH_BATCHES, 0, MOST_AHEAD),
                options.choice(VgiOption.RESUME, Resume.class).resend);
    }

    /** The same for a method of this idempotency, which executors then need not ask for. */
    CallSettings decidedFor(Idempotency idempotency) {
        return new CallSettings(
                silence, allocatorBytes, prefetchBatches, resend.allows(idempotency) ? Resend.ALWAYS : Resend.NEVER);
    }

    /** The worker's log lines go to this process's log. */
    CallOptions callOptions() {
        return new CallOptions(
                new WorkerLog(LoggerFactory.getLogger("dev.vgi.worker")),
                silence,
                allocatorBytes,
                prefetchBatches,
                resend);
    }
}
