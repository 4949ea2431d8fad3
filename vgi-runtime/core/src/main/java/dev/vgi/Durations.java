package dev.vgi;

import java.time.Duration;

/** Durations as people read them. */
public final class Durations {
    private Durations() {}

    /** Such as {@code 5 s}, {@code 1 min 30 s}, {@code 250 ms} or {@code 8 d}; parts that are zero are left out. */
    public static String text(Duration duration) {
        if (duration.isNegative()) {
            return "-" + (duration.toSeconds() == Long.MIN_VALUE ? duration : text(duration.negated()));
        }
        var text = new StringBuilder();
        append(text, duration.toDaysPart(), "d");
        append(text, duration.toHoursPart(), "h");
        append(text, duration.toMinutesPart(), "min");
        append(text, duration.toSecondsPart(), "s");
        append(text, duration.toMillisPart(), "ms");
        append(text, duration.toNanosPart() % 1_000_000, "ns");
        return text.isEmpty() ? "0 s" : text.toString();
    }

    private static void append(StringBuilder text, long count, String unit) {
        if (count != 0) {
            text.append(text.isEmpty() ? "" : " ").append(count).append(' ').append(unit);
        }
    }
}
