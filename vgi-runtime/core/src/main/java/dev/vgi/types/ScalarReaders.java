package dev.vgi.types;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.time.Period;
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
 * Creates readers of vectors without children. Each type has one Java class: the narrowest that holds every value of
 * it, such as {@code Short} for uint8 and {@code BigInteger} for uint64.
 */
final class ScalarReaders {
    private ScalarReaders() {}

    /** Reads a row that is not null. */
    @FunctionalInterface
    private interface Getter {
        Object get(int row);
    }

    static ColumnReader of(FieldVector vector, String type) {
        Getter getter =
                switch (vector.getMinorType()) {
                    case NULL -> row -> "null";
                    case BIT -> bool((BitVector) vector);
                    case TINYINT, SMALLINT, INT, BIGINT -> signed(vector);
                    case UINT1, UINT2, UINT4, UINT8 -> unsigned(vector);
                    case FLOAT2, FLOAT4, FLOAT8 -> floating(vector);
                    case DECIMAL -> ((DecimalVector) vector)::getObject;
                    case DECIMAL256 -> ((Decimal256Vector) vector)::getObject;
                    case VARCHAR, LARGEVARCHAR, VIEWVARCHAR -> utf8((VariableWidthFieldVector) vector);
                    case VARBINARY, LARGEVARBINARY, VIEWVARBINARY -> ((VariableWidthFieldVector) vector)::get;
                    case FIXEDSIZEBINARY -> ((FixedSizeBinaryVector) vector)::get;
                    case DATEDAY -> date((DateDayVector) vector);
                    case DATEMILLI -> date((DateMilliVector) vector);
                    case TIMESEC, TIMEMILLI, TIMEMICRO, TIMENANO -> time(vector);
                    case TIMESTAMPSEC, TIMESTAMPMILLI, TIMESTAMPMICRO, TIMESTAMPNANO -> local((TimeStampVector) vector);
                    case TIMESTAMPSECTZ, TIMESTAMPMILLITZ, TIMESTAMPMICROTZ, TIMESTAMPNANOTZ ->
                        instant((TimeStampVector) vector);
                    case DURATION -> duration((DurationVector) vector);
                    case INTERVALYEAR -> months((IntervalYearVector) vector);
                    case INTERVALDAY -> dayTime((IntervalDayVector) vector);
                    case INTERVALMONTHDAYNANO -> monthDayNano((IntervalMonthDayNanoVector) vector);
                    default -> throw ScalarWriters.unsupported(vector, type);
                };
        return row -> vector.isNull(row) ? null : getter.get(row);
    }

    private static Getter bool(BitVector vector) {
        return row -> vector.get(row) != 0;
    }

    private static Getter signed(FieldVector vector) {
        if (vector instanceof TinyIntVector v) {
            return v::get;
        }
        if (vector instanceof SmallIntVector v) {
            return v::get;
        }
        if (vector instanceof IntVector v) {
            return v::get;
        }
        return ((BigIntVector) vector)::get;
    }

    private static Getter unsigned(FieldVector vector) {
        if (vector instanceof UInt1Vector v) {
            return row -> (short) (v.get(row) & 0xFF);
        }
        if (vector instanceof UInt2Vector v) {
            return row -> (int) v.get(row);
        }
        if (vector instanceof UInt4Vector v) {
            return row -> v.get(row) & 0xFFFF_FFFFL;
        }
        UInt8Vector v = (UInt8Vector) vector;
        return row -> Conversions.unsigned64(v.get(row));
    }

    private static Getter floating(FieldVector vector) {
        if (vector instanceof Float2Vector v) {
            return row -> HalfFloats.value(v.get(row));
        }
        if (vector instanceof Float4Vector v) {
            return v::get;
        }
        return ((Float8Vector) vector)::get;
    }

    private static Getter utf8(VariableWidthFieldVector vector) {
        return row -> new String(vector.get(row), StandardCharsets.UTF_8);
    }

    private static Getter date(DateDayVector vector) {
        return row -> LocalDate.ofEpochDay(vector.get(row));
    }

    private static Getter date(DateMilliVector vector) {
        return row -> Times.dateOfMillis(vector.get(row));
    }

    private static Getter time(FieldVector vector) {
        if (vector instanceof TimeSecVector v) {
            return row -> Times.timeOfDay(v.get(row), TimeUnit.SECOND);
        }
        if (vector instanceof TimeMilliVector v) {
            return row -> Times.timeOfDay(v.get(row), TimeUnit.MILLISECOND);
        }
        if (vector instanceof TimeMicroVector v) {
            return row -> Times.timeOfDay(v.get(row), TimeUnit.MICROSECOND);
        }
        TimeNanoVector v = (TimeNanoVector) vector;
        return row -> Times.timeOfDay(v.get(row), TimeUnit.NANOSECOND);
    }

    private static Getter local(TimeStampVector vector) {
        TimeUnit unit = ((ArrowType.Timestamp) vector.getField().getType()).getUnit();
        return row -> Times.local(vector.get(row), unit);
    }

    private static Getter instant(TimeStampVector vector) {
        TimeUnit unit = ((ArrowType.Timestamp) vector.getField().getType()).getUnit();
        return row -> Times.instant(vector.get(row), unit);
    }

    private static Getter duration(DurationVector vector) {
        TimeUnit unit = vector.getUnit();
        return row -> Times.duration(DurationVector.get(vector.getDataBuffer(), row), unit);
    }

    private static Getter months(IntervalYearVector vector) {
        return row -> {
            int months = vector.get(row);
            return Period.of(months / 12, months % 12, 0);
        };
    }

    private static Getter dayTime(IntervalDayVector vector) {
        return row -> new PeriodDuration(
                Period.ofDays(IntervalDayVector.getDays(vector.getDataBuffer(), row)),
                Duration.ofMillis(IntervalDayVector.getMilliseconds(vector.getDataBuffer(), row)));
    }

    private static Getter monthDayNano(IntervalMonthDayNanoVector vector) {
        return row -> {
            int months = IntervalMonthDayNanoVector.getMonths(vector.getDataBuffer(), row);
            int days = IntervalMonthDayNanoVector.getDays(vector.getDataBuffer(), row);
            long nanos = IntervalMonthDayNanoVector.getNanoseconds(vector.getDataBuffer(), row);
            return new PeriodDuration(Period.of(months / 12, months % 12, days), Duration.ofNanos(nanos));
        };
    }
}
