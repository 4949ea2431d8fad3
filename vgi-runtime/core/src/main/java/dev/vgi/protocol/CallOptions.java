package dev.vgi.protocol;

import dev.vgi.Durations;
import dev.vgi.VgiException;
import java.time.Duration;

/**
 * How one call or stream is made.
 *
 * @param logs receives the worker's log lines, on the thread that reads the answer
 * @param silence the longest wait for the worker's next byte within a turn; zero for no limit
 * @param allocatorBytes the most off-heap memory that the call's batches may hold at once
 * @param prefetchBatches how many turns of a producer are asked for ahead of the batch being read; 0 to 64, 0 for
 *     strict lockstep
 * @param resend whether a request whose answer was lost may be sent again
 */
public record CallOptions(LogSink logs, Duration silence, long allocatorBytes, int prefetchBatches, Resend resend) {
    /** No log receiver, 300 s of silence, 1 GiB, 2 batches ahead, resend as the method's reflection allows. */
    public static final CallOptions DEFAULT =
            new CallOptions(LogSink.NONE, Duration.ofMinutes(5), 1L << 30, 2, Resend.IF_DECLARED);

    public CallOptions {
        if (silence.isNegative()) {
            throw VgiException.invalidArgument(
                    "silence is " + Durations.text(silence) + ", expected zero (no limit) or more");
        }
        if (allocatorBytes < 1) {
            throw VgiException.invalidArgument("allocatorBytes is " + allocatorBytes + ", expected at least 1");
        }
        if (prefetchBatches < 0 || prefetchBatches > 64) {
            throw VgiException.invalidArgument("prefetchBatches is " + prefetchBatches + ", expected 0 to 64");
        }
    }

    public CallOptions withLogs(LogSink value) {
        return new CallOptions(value, silence, allocatorBytes, prefetchBatches, resend);
    }

    public CallOptions withSilence(Duration value) {
        return new CallOptions(logs, value, allocatorBytes, prefetchBatches, resend);
    }

    public CallOptions withAllocatorBytes(long value) {
        return new CallOptions(logs, silence, value, prefetchBatches, resend);
    }

    public CallOptions withPrefetchBatches(int value) {
        return new CallOptions(logs, silence, allocatorBytes, value, resend);
    }

    public CallOptions withResend(Resend value) {
        return new CallOptions(logs, silence, allocatorBytes, prefetchBatches, value);
    }

    /** What happens to a request whose answer was lost on the way. */
    public enum Resend {
        /** The call fails. */
        NEVER,
        /** It is sent again where the method is declared free of side effects or idempotent. */
        IF_DECLARED,
        /** The user vouches for the method. */
        ALWAYS;

        /** Whether a method of this idempotency is sent again. */
        public boolean allows(Idempotency idempotency) {
            return this == ALWAYS || (this == IF_DECLARED && idempotency.allowsResend());
        }
    }
}
