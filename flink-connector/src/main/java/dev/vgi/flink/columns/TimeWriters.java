package dev.vgi.flink.columns;

import java.util.Optional;
import org.apache.arrow.vector.DurationVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.IntervalMonthDayNanoVector;
import org.apache.arrow.vector.IntervalYearVector;
import org.apache.arrow.vector.TimeMicroVector;
import org.apache.arrow.vector.TimeMilliVector;
import org.apache.arrow.vector.TimeNanoVector;
import org.apache.arrow.vector.TimeSecVector;
import org.apache.arrow.vector.TimeStampVector;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.LogicalTypeRoot;
import org.apache.flink.table.types.logical.utils.LogicalTypeChecks;

/** Times, instants and intervals, which Flink keeps in milliseconds, and instants with nanoseconds beside them. */
final class TimeWriters {
    private static final long MILLIS_PER_SECOND = 1000;
    private static final long MICROS_PER_MILLI = 1000;
    private static final int NANOS_PER_MICRO = 1000;
    private static final long NANOS_PER_MILLI = 1_000_000;

    private TimeWriters() {}

    static Optional<CellWriter> ofTime(FieldVector vector) {
        if (vector instanceof TimeMicroVector times) {
            return Optional.of(
                    (cells, position, index) -> times.setSafe(index, cells.intAt(position) * MICROS_PER_MILLI));
        } else if (vector instanceof TimeNanoVector times) {
            return Optional.of(
                    (cells, position, index) -> times.setSafe(index, cells.intAt(position) * NANOS_PER_MILLI));
        } else if (vector instanceof TimeMilliVector times) {
            return Optional.of((cells, position, index) -> times.setSafe(index, cells.intAt(position)));
        } else if (vector instanceof TimeSecVector times) {
            return Optional.of((cells, position, index) -> times.setSafe(index, (int) seconds(cells.intAt(position))));
        }
        return Optional.empty();
    }

    /** A timestamp with a zone is an instant, one without is none: neither becomes the other. */
    static Optional<CellWriter> ofTimestamp(LogicalType from, FieldVector vector) {
        if (!(vector instanceof TimeStampVector instants)) {
            return Optional.empty();
        }
        var type = (ArrowType.Timestamp) vector.getField().getType();
        boolean isInstant = from.is(LogicalTypeRoot.TIMESTAMP_WITH_LOCAL_TIME_ZONE);
        if (isInstant != (type.getTimezone() != null)) {
            return Optional.empty();
        }
        int precision = LogicalTypeChecks.getPrecision(from);
        TimeUnit unit = type.getUnit();
        return Optional.of((cells, position, index) ->
                instants.setSafe(index, ticks(cells.timestampAt(position, precision), unit)));
    }

    static Optional<CellWriter> ofDuration(FieldVector vector) {
        if (!(vector instanceof DurationVector durations)) {
            return Optional.empty();
        }
        TimeUnit unit = durations.getUnit();
        return Optional.of((cells, position, index) ->
                durations.setSafe(index, ticks(TimestampData.fromEpochMillis(cells.longAt(position)), unit)));
    }

    static Optional<CellWriter> ofMonths(FieldVector vector) {
        if (vector instanceof IntervalYearVector months) {
            return Optional.of((cells, position, index) -> months.setSafe(index, cells.intAt(position)));
        } else if (vector instanceof IntervalMonthDayNanoVector intervals) {
            return Optional.of((cells, position, index) -> intervals.setSafe(index, cells.intAt(position), 0, 0));
        }
        return Optional.empty();
    }

    private static long ticks(TimestampData value, TimeUnit unit) {
        long millis = value.getMillisecond();
        int nanos = value.getNanoOfMillisecond();
        try {
            return switch (unit) {
                case SECOND -> {
                    rest(value, nanos, unit);
                    yield seconds(millis);
                }
                case MILLISECOND -> {
                    rest(value, nanos, unit);
                    yield millis;
                }
                case MICROSECOND -> {
                    rest(value, nanos % NANOS_PER_MICRO, unit);
                    yield Math.addExact(Math.multiplyExact(millis, MICROS_PER_MILLI), nanos / NANOS_PER_MICRO);
                }
                case NANOSECOND -> Math.addExact(Math.multiplyExact(millis, NANOS_PER_MILLI), nanos);
            };
        } catch (ArithmeticException e) {
            throw new UnfitValueException(value, "what 64 bits of " + unit + "s hold");
        }
    }

    private static void rest(TimestampData value, int rest, TimeUnit unit) {
        if (rest != 0) {
            throw new UnfitValueException(value, "whole " + unit + "s");
        }
    }

    private static long seconds(long millis) {
        if (millis % MILLIS_PER_SECOND != 0) {
            throw new UnfitValueException(millis + " ms", "whole seconds");
        }
        return millis / MILLIS_PER_SECOND;
    }
}
