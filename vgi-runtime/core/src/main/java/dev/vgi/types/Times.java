package dev.vgi.types;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import org.apache.arrow.vector.PeriodDuration;
import org.apache.arrow.vector.types.TimeUnit;

/** Dates, times and intervals from natural Java objects and from their ISO-8601 texts, without loss. */
final class Times {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private Times() {}

    static LocalDate date(Object value) {
        if (value instanceof LocalDate date) {
            return date;
        }
        return parse(value, "a date such as 2024-12-31", LocalDate::parse);
    }

    static int epochDay(Object value) {
        long day = date(value).toEpochDay();
        if (day != (int) day) {
            throw ConversionException.of(value, "date32");
        }
        return (int) day;
    }

    static long epochDayMillis(Object value) {
        try {
            return Math.multiplyExact(date(value).toEpochDay(), 86_400_000L);
        } catch (ArithmeticException e) {
            throw ConversionException.of(value, "date64", e);
        }
    }

    static LocalDate dateOfMillis(long millis) {
        if (Math.floorMod(millis, 86_400_000L) != 0) {
            throw ConversionException.lossy(millis + " ms", "a date: date64 holds whole days");
        }
        return LocalDate.ofEpochDay(millis / 86_400_000L);
    }

    /** Returns the number of units since midnight. */
    static long timeOfDay(Object value, TimeUnit unit) {
        LocalTime time = value instanceof LocalTime local
                ? local
                : parse(value, "a time such as 23:59:59.999999", LocalTime::parse);
        return exactUnits(time.toNanoOfDay(), unit, value);
    }

    static LocalTime timeOfDay(long units, TimeUnit unit) {
        try {
            return LocalTime.ofNanoOfDay(Math.multiplyExact(units, nanos(unit)));
        } catch (DateTimeException | ArithmeticException e) {
            throw ConversionException.lossy(units + " " + TypeTokens.unit(unit) + " since midnight", "a time of day");
        }
    }

    /** Returns the number of units since the epoch of a date and time without a zone. */
    static long local(Object value, TimeUnit unit) {
        LocalDateTime local = value instanceof LocalDateTime dateTime
                ? dateTime
                : parse(
                        value,
                        "a date and time without an offset, such as 2024-12-31T23:59:59.999999",
                        text -> LocalDateTime.parse(withT(text)));
        return instant(local.toInstant(ZoneOffset.UTC), unit);
    }

    static LocalDateTime local(long units, TimeUnit unit) {
        return LocalDateTime.ofInstant(instant(units, unit), ZoneOffset.UTC);
    }

    /** Returns the number of units since the epoch of a point in time. */
    static long instant(Object value, TimeUnit unit) {
        Instant instant;
        if (value instanceof Instant point) {
            instant = point;
        } else if (value instanceof OffsetDateTime offset) {
            instant = offset.toInstant();
        } else if (value instanceof ZonedDateTime zoned) {
            instant = zoned.toInstant();
        } else {
            instant = parse(
                    value,
                    "a date and time with an offset, such as 2024-12-31T23:59:59.999999Z",
                    text -> OffsetDateTime.parse(withT(text)).toInstant());
        }
        return units(instant.getEpochSecond(), instant.getNano(), unit, value, "timestamp");
    }

    static Instant instant(long units, TimeUnit unit) {
        long perSecond = NANOS_PER_SECOND / nanos(unit);
        try {
            return Instant.ofEpochSecond(
                    Math.floorDiv(units, perSecond), Math.floorMod(units, perSecond) * nanos(unit));
        } catch (DateTimeException e) {
            throw ConversionException.lossy(
                    units + " " + TypeTokens.unit(unit) + " since the epoch", "a date and time");
        }
    }

    static long duration(Object value, TimeUnit unit) {
        Duration duration = value instanceof Duration exact
                ? exact
                : parse(value, "a duration such as PT1H30M or PT0.5S", Duration::parse);
        return units(duration.getSeconds(), duration.getNano(), unit, value, "duration");
    }

    static Duration duration(long units, TimeUnit unit) {
        return switch (unit) {
            case SECOND -> Duration.ofSeconds(units);
            case MILLISECOND -> Duration.ofMillis(units);
            case MICROSECOND -> Duration.of(units, ChronoUnit.MICROS);
            case NANOSECOND -> Duration.ofNanos(units);
        };
    }

    static int months(Object value) {
        PeriodDuration interval = interval(value);
        Period period = interval.getPeriod();
        boolean onlyMonths = interval.getDuration().isZero() && days(period) == 0;
        long months = period.toTotalMonths();
        if (!onlyMonths || months != (int) months) {
            throw ConversionException.of(value, "years and months such as P1Y6M");
        }
        return (int) months;
    }

    /** Returns the days of a period, without its years and months. */
    static int days(Period period) {
        return (int) period.get(ChronoUnit.DAYS);
    }

    /** Returns a period and a duration, from either alone or from a text such as {@code P1Y2M3DT4H5M6.7S}. */
    static PeriodDuration interval(Object value) {
        if (value instanceof PeriodDuration both) {
            return both;
        }
        if (value instanceof Period period) {
            return new PeriodDuration(period, Duration.ZERO);
        }
        if (value instanceof Duration duration) {
            return new PeriodDuration(Period.ZERO, duration);
        }
        return parse(value, "an interval such as P1Y2M3DT4H5M6.7S", text -> {
            int time = text.indexOf('T');
            String days = time < 0 ? text : text.substring(0, time);
            return new PeriodDuration(
                    days.equals("P") ? Period.ZERO : Period.parse(days),
                    time < 0 ? Duration.ZERO : Duration.parse("P" + text.substring(time)));
        });
    }

    /** Returns the ISO-8601 text that {@link #interval(Object)} reads. */
    static String text(PeriodDuration interval) {
        if (interval.getDuration().isZero()) {
            return interval.getPeriod().toString();
        }
        String days = interval.getPeriod().isZero() ? "P" : interval.getPeriod().toString();
        return days + interval.getDuration().toString().substring(1);
    }

    private static long units(long seconds, int nanos, TimeUnit unit, Object value, String type) {
        try {
            // A negative count of seconds with a positive fraction overflows only on the way to a value that fits.
            long wholeSeconds = seconds < 0 && nanos > 0 ? seconds + 1 : seconds;
            long fraction = seconds < 0 && nanos > 0 ? nanos - NANOS_PER_SECOND : nanos;
            long whole = Math.multiplyExact(wholeSeconds, NANOS_PER_SECOND / nanos(unit));
            return Math.addExact(whole, exactUnits(fraction, unit, value));
        } catch (ArithmeticException e) {
            throw ConversionException.of(value, type + "(" + TypeTokens.unit(unit) + ")" + range(type, unit), e);
        }
    }

    /** Returns what 64 bits of a unit hold, for errors; an empty text where that is more than Java's own types hold. */
    private static String range(String type, TimeUnit unit) {
        if (type.equals("duration")) {
            return " (up to " + duration(Long.MAX_VALUE, unit) + " either way)";
        }
        return switch (unit) {
            case MICROSECOND, NANOSECOND ->
                " (" + local(Long.MIN_VALUE, unit).toLocalDate() + " to "
                        + local(Long.MAX_VALUE, unit).toLocalDate() + ")";
            case SECOND, MILLISECOND -> "";
        };
    }

    private static long exactUnits(long nanos, TimeUnit unit, Object value) {
        if (nanos % nanos(unit) != 0) {
            throw ConversionException.of(
                    value,
                    "no finer fraction than the column's unit " + TypeTokens.unit(unit)
                            + "; truncate the value, or declare a finer unit");
        }
        return nanos / nanos(unit);
    }

    static long nanos(TimeUnit unit) {
        return switch (unit) {
            case SECOND -> NANOS_PER_SECOND;
            case MILLISECOND -> 1_000_000L;
            case MICROSECOND -> 1_000L;
            case NANOSECOND -> 1L;
        };
    }

    private static String withT(String text) {
        return text.length() > 10 && text.charAt(10) == ' ' ? text.substring(0, 10) + "T" + text.substring(11) : text;
    }

    private interface Parser<T> {
        T parse(String text);
    }

    private static <T> T parse(Object value, String expected, Parser<T> parser) {
        if (value instanceof CharSequence text) {
            try {
                return parser.parse(text.toString());
            } catch (DateTimeException | ArithmeticException e) {
                throw ConversionException.of(value, expected, e);
            }
        }
        throw ConversionException.of(value, expected);
    }
}
