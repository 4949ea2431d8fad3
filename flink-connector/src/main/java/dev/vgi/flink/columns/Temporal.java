package dev.vgi.flink.columns;

import org.apache.arrow.vector.DateMilliVector;
import org.apache.arrow.vector.DurationVector;
import org.apache.arrow.vector.types.pojo.ArrowType;

/** Dates and durations in the units that Flink keeps. */
final class Temporal {
    static final long MILLIS_PER_DAY = 86_400_000;

    private Temporal() {}

    /** The day of a date in milliseconds. */
    static int day(DateMilliVector vector, int row, ReadColumn column) {
        long days = Math.floorDiv(vector.getDataBuffer().getLong(8L * row), MILLIS_PER_DAY);
        if (days != (int) days) {
            throw column.outOfRange(vector, row);
        }
        return (int) days;
    }

    /** A duration in milliseconds, without what is finer. */
    static long millis(DurationVector vector, int row, ReadColumn column) {
        long value = vector.getDataBuffer().getLong(8L * row);
        try {
            return switch (((ArrowType.Duration) vector.getField().getType()).getUnit()) {
                case SECOND -> Math.multiplyExact(value, 1_000L);
                case MILLISECOND -> value;
                case MICROSECOND -> Math.floorDiv(value, 1_000L);
                case NANOSECOND -> Math.floorDiv(value, 1_000_000L);
            };
        } catch (ArithmeticException e) {
            throw column.outOfRange(vector, row);
        }
    }
}
