package dev.vgi.protocol;

import java.time.Duration;

/**
 * What the calls of one method have come to so far, as one consistent look.
 *
 * @param calls how many ended; on a server over HTTP each request of a stream is one
 * @param failed how many of them ended with an error
 * @param cancelled how many of them ended because the caller gave up
 * @param time of all of them together
 * @param traffic of all of them together
 */
public record MethodStatistics(long calls, long failed, long cancelled, Duration time, CallStatistics traffic) {
    public static final MethodStatistics NONE = new MethodStatistics(0, 0, 0, Duration.ZERO, CallStatistics.NONE);

    /** With one more call. */
    public MethodStatistics plus(CallOutcome outcome) {
        return new MethodStatistics(
                calls + 1,
                failed + (outcome.error() == null ? 0 : 1),
                cancelled + (outcome.cancelled() ? 1 : 0),
                time.plus(outcome.duration()),
                traffic.plus(outcome.statistics()));
    }
}
