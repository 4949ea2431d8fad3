package dev.vgi.types;

import dev.vgi.Code;
import dev.vgi.VgiException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Period;
import org.apache.arrow.vector.BaseVariableWidthViewVector;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.DateMilliVector;
import org.apache.arrow.vector.Decimal256Vector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.DurationVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.FixedSizeBinaryVector;
import org.apache.arrow.vector.Float2Vector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.IntervalDayVector;
import org.apache.arrow.vector.IntervalMonthDayNanoVector;
import org.apache.arrow.vector.IntervalYearVector;
import org.apache.arrow.vector.NullVector;
import org.apache.arrow.vector.PeriodDuration;
import org.apache.arrow.vector.SmallIntVector;
import org.apache.arrow.vector.TimeMicroVector;
import org.apache.arrow.vector.TimeMilliVector;
import org.apache.arrow.vector.TimeNanoVector;
import org.apache.arrow.vector.TimeSecVector;
import org.apache.arrow.vector.TimeStampVector;
import org.apache.arrow.vector.TinyIntVector;
import org.apache.arrow.vector.UInt1Vector;
import org.apache.arrow.vector.UInt2Vector;
import org.apache.arrow.vector.UInt4Vector;
import org.apache.arrow.vector.UInt8Vector;
import org.apache.arrow.vector.VariableWidthFieldVector;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;

/**
 * Creates writers of vectors without children; each takes natural Java objects and JSON forms and refuses what would be
 * lost.
 */
final class ScalarWriters {
    private ScalarWriters() {}

    /** Stores a value that is not null. */
    @FunctionalInterface
    interface Setter {
        void set(int row, Object value);
    }

    static Setter of(FieldVector vector, String type) {
        return switch (vector.getMinorType()) {
            case NULL -> nothing((NullVector) vector);
            case BIT -> bool((BitVector) vector);
            case TINYINT, SMALLINT, INT, BIGINT -> signed(vector, type);
            case UINT1, UINT2, UINT4, UINT8 -> unsigned(vector, type);
            case FLOAT2, FLOAT4, FLOAT8 -> floating(vector);
            case DECIMAL, DECIMAL256 -> decimal(vector, type);
            case VARCHAR, LARGEVARCHAR, VIEWVARCHAR -> utf8((VariableWidthFieldVector) vector);
            case VARBINARY, LARGEVARBINARY, VIEWVARBINARY -> binary((VariableWidthFieldVector) vector);
            case FIXEDSIZEBINARY -> fixedBinary((FixedSizeBinaryVector) vector);
            case DATEDAY, DATEMILLI -> date(vector);
            case TIMESEC, TIMEMILLI, TIMEMICRO, TIMENANO -> time(vector);
            case TIMESTAMPSEC, TIMESTAMPMILLI, TIMESTAMPMICRO, TIMESTAMPNANO -> local((TimeStampVector) vector);
            case TIMESTAMPSECTZ, TIMESTAMPMILLITZ, TIMESTAMPMICROTZ, TIMESTAMPNANOTZ ->
                instant((TimeStampVector) vector);
            case DURATION -> duration((DurationVector) vector);
            case INTERVALYEAR -> months((IntervalYearVector) vector);
            case INTERVALDAY -> dayTime((IntervalDayVector) vector);
            case INTERVALMONTHDAYNANO -> monthDayNano((IntervalMonthDayNanoVector) vector);
            default -> throw unsupported(vector, type);
        };
    }

    static VgiException unsupported(FieldVector vector, String type) {
        return VgiException.of(
                Code.UNIMPLEMENTED,
                "column '" + vector.getName() + "': values of the type " + type + " are unsupported");
    }

    private static Setter nothing(NullVector vector) {
        return (row, value) -> {
            throw ConversionException.of(value, "null: column '" + vector.getName() + "' has the type null");
        };
    }

    private static Setter bool(BitVector vector) {
        return (row, value) -> vector.setSafe(row, Conversions.bool(value) ? 1 : 0);
    }

    private static Setter signed(FieldVector vector, String type) {
        if (vector instanceof TinyIntVector v) {
            return (row, value) -> v.setSafe(row, (int) Conversions.integer(value, Byte.MIN_VALUE, 127, type));
        }
        if (vector instanceof SmallIntVector v) {
            return (row, value) ->
                    v.setSafe(row, (int) Conversions.integer(value, Short.MIN_VALUE, Short.MAX_VALUE, type));
        }
        if (vector instanceof IntVector v) {
            return (row, value) ->
                    v.setSafe(row, (int) Conversions.integer(value, Integer.MIN_VALUE, Integer.MAX_VALUE, type));
        }
        BigIntVector v = (BigIntVector) vector;
        return (row, value) -> v.setSafe(row, Conversions.integer(value, Long.MIN_VALUE, Long.MAX_VALUE, type));
    }

    private static Setter unsigned(FieldVector vector, String type) {
        if (vector instanceof UInt1Vector v) {
            return (row, value) -> v.setSafe(row, (int) Conversions.integer(value, 0, 0xFFL, type));
        }
        if (vector instanceof UInt2Vector v) {
            return (row, value) -> v.setSafe(row, (int) Conversions.integer(value, 0, 0xFFFFL, type));
        }
        if (vector instanceof UInt4Vector v) {
            return (row, value) -> v.setSafe(row, (int) Conversions.integer(value, 0, 0xFFFF_FFFFL, type));
        }
        UInt8Vector v = (UInt8Vector) vector;
        return (row, value) -> v.setSafe(row, Conversions.unsigned64(value));
    }

    private static Setter floating(FieldVector vector) {
        if (vector instanceof Float2Vector v) {
            return (row, value) -> v.setSafe(row, HalfFloats.bits(value));
        }
        if (vector instanceof Float4Vector v) {
            return (row, value) -> v.setSafe(row, Conversions.float32(value));
        }
        Float8Vector v = (Float8Vector) vector;
        return (row, value) -> v.setSafe(row, Conversions.float64(value));
    }

    private static Setter decimal(FieldVector vector, String type) {
        ArrowType.Decimal decimal = (ArrowType.Decimal) vector.getField().getType();
        int precision = decimal.getPrecision();
        int scale = decimal.getScale();
        if (vector instanceof DecimalVector v) {
            return (row, value) -> v.setSafe(row, decimal(value, precision, scale, type));
        }
        Decimal256Vector v = (Decimal256Vector) vector;
        return (row, value) -> v.setSafe(row, decimal(value, precision, scale, type));
    }

    private static BigDecimal decimal(Object value, int precision, int scale, String type) {
        return Conversions.decimal(value, precision, scale, type);
    }

    private static Setter utf8(VariableWidthFieldVector vector) {
        return (row, value) -> set(vector, row, Conversions.utf8(value));
    }

    private static Setter binary(VariableWidthFieldVector vector) {
        return (row, value) -> set(vector, row, Conversions.binary(value));
    }

    private static void set(VariableWidthFieldVector vector, int row, byte[] bytes) {
        if (vector instanceof BaseVariableWidthViewVector) {
            // Arrow clears past the end of the last view that fits, when a value of 12 bytes fills it.
            while (vector.getValueCapacity() < row + 2) {
                vector.reAlloc();
            }
        }
        vector.setSafe(row, bytes);
    }

    private static Setter fixedBinary(FixedSizeBinaryVector vector) {
        int width = vector.getByteWidth();
        return (row, value) -> vector.setSafe(row, Conversions.binary(value, width));
    }

    private static Setter date(FieldVector vector) {
        if (vector instanceof DateDayVector v) {
            return (row, value) -> v.setSafe(row, Times.epochDay(value));
        }
        DateMilliVector v = (DateMilliVector) vector;
        return (row, value) -> v.setSafe(row, Times.epochDayMillis(value));
    }

    private static Setter time(FieldVector vector) {
        if (vector instanceof TimeSecVector v) {
            return (row, value) -> v.setSafe(row, (int) Times.timeOfDay(value, TimeUnit.SECOND));
        }
        if (vector instanceof TimeMilliVector v) {
            return (row, value) -> v.setSafe(row, (int) Times.timeOfDay(value, TimeUnit.MILLISECOND));
        }
        if (vector instanceof TimeMicroVector v) {
            return (row, value) -> v.setSafe(row, Times.timeOfDay(value, TimeUnit.MICROSECOND));
        }
        TimeNanoVector v = (TimeNanoVector) vector;
        return (row, value) -> v.setSafe(row, Times.timeOfDay(value, TimeUnit.NANOSECOND));
    }

    private static Setter local(TimeStampVector vector) {
        TimeUnit unit = ((ArrowType.Timestamp) vector.getField().getType()).getUnit();
        return (row, value) -> vector.setSafe(row, Times.local(value, unit));
    }

    private static Setter instant(TimeStampVector vector) {
        TimeUnit unit = ((ArrowType.Timestamp) vector.getField().getType()).getUnit();
        return (row, value) -> vector.setSafe(row, Times.instant(value, unit));
    }

    private static Setter duration(DurationVector vector) {
        TimeUnit unit = vector.getUnit();
        return (row, value) -> vector.setSafe(row, Times.duration(value, unit));
    }

    private static Setter months(IntervalYearVector vector) {
        return (row, value) -> vector.setSafe(row, Times.months(value));
    }

    private static Setter dayTime(IntervalDayVector vector) {
        return (row, value) -> {
            PeriodDuration interval = Times.interval(value);
            Period period = interval.getPeriod();
            long millis = Times.duration(interval.getDuration(), TimeUnit.MILLISECOND);
            if (period.toTotalMonths() != 0 || millis != (int) millis) {
                throw ConversionException.of(value, "days and milliseconds such as P1DT2.5S");
            }
            vector.setSafe(row, Times.days(period), (int) millis);
        };
    }

    private static Setter monthDayNano(IntervalMonthDayNanoVector vector) {
        return (row, value) -> {
            PeriodDuration interval = Times.interval(value);
            long months = interval.getPeriod().toTotalMonths();
            Duration duration = interval.getDuration();
            if (months != (int) months) {
                throw ConversionException.of(value, "interval_month_day_nano");
            }
            vector.setSafe(
                    row, (int) months, Times.days(interval.getPeriod()), Times.duration(duration, TimeUnit.NANOSECOND));
        };
    }
}
