package dev.vgi.types;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Period;
import java.util.HashMap;
import java.util.Map;
import org.apache.arrow.vector.PeriodDuration;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.ArrowType.ArrowTypeID;
import org.jspecify.annotations.Nullable;

/** The Java types that stand for one Arrow value: their default type, and how a value that was read becomes one. */
@SuppressWarnings("ImmutableEnumChecker") // Arrow's types are immutable, only not marked so.
enum JavaScalar {
    BOOLEAN(TypeSpec.BOOL, boolean.class, Boolean.class),
    BYTE(TypeSpec.integer(8), byte.class, Byte.class),
    SHORT(TypeSpec.integer(16), short.class, Short.class),
    INT(TypeSpec.integer(32), int.class, Integer.class),
    LONG(TypeSpec.integer(64), long.class, Long.class),
    BIG_INTEGER(null, BigInteger.class, BigInteger.class),
    FLOAT(TypeSpec.FLOAT32, float.class, Float.class),
    DOUBLE(TypeSpec.FLOAT64, double.class, Double.class),
    BIG_DECIMAL(null, BigDecimal.class, BigDecimal.class),
    STRING(TypeSpec.UTF8, String.class, String.class),
    BYTES(TypeSpec.BINARY, byte[].class, byte[].class),
    BYTE_BUFFER(TypeSpec.BINARY, ByteBuffer.class, ByteBuffer.class),
    LOCAL_DATE(TypeSpec.DATE32, LocalDate.class, LocalDate.class),
    LOCAL_TIME(new ArrowType.Time(TimeUnit.MICROSECOND, 64), LocalTime.class, LocalTime.class),
    LOCAL_DATE_TIME(TypeSpec.timestamp(TimeUnit.MICROSECOND, null), LocalDateTime.class, LocalDateTime.class),
    INSTANT(TypeSpec.timestamp(TimeUnit.MICROSECOND, "UTC"), Instant.class, Instant.class),
    DURATION(new ArrowType.Duration(TimeUnit.MICROSECOND), Duration.class, Duration.class),
    PERIOD(null, Period.class, Period.class),
    PERIOD_DURATION(null, PeriodDuration.class, PeriodDuration.class);

    private static final Map<Class<?>, JavaScalar> BY_CLASS = new HashMap<>();

    static {
        for (JavaScalar scalar : values()) {
            BY_CLASS.put(scalar.plain, scalar);
            BY_CLASS.put(scalar.boxed, scalar);
        }
    }

    private final @Nullable ArrowType defaultType;
    private final Class<?> plain;
    private final Class<?> boxed;

    JavaScalar(@Nullable ArrowType defaultType, Class<?> plain, Class<?> boxed) {
        this.defaultType = defaultType;
        this.plain = plain;
        this.boxed = boxed;
    }

    static @Nullable JavaScalar of(Class<?> type) {
        return BY_CLASS.get(type);
    }

    /**
     * Returns the Arrow type that is the default; null where only an annotation can tell: precision and scale, a width,
     * an interval's kind.
     */
    @Nullable
    ArrowType defaultType() {
        return defaultType;
    }

    /** Returns what to add where there is no {@link #defaultType()}. */
    String advice() {
        return switch (this) {
            case BIG_DECIMAL -> "@Decimal(precision = 18, scale = 4)";
            case BIG_INTEGER -> "@ArrowType(\"uint64\")";
            case PERIOD -> "@ArrowType(\"interval_months\")";
            default -> "@ArrowType(\"interval_month_day_nano\")";
        };
    }

    /** Checks whether a column of this type may be declared with this Java type. */
    boolean stores(ArrowType type) {
        ArrowTypeID id = type.getTypeID();
        return switch (this) {
            case BOOLEAN -> id == ArrowTypeID.Bool;
            case BYTE, SHORT, INT, LONG, BIG_INTEGER -> id == ArrowTypeID.Int;
            case FLOAT, DOUBLE -> id == ArrowTypeID.FloatingPoint;
            case BIG_DECIMAL -> id == ArrowTypeID.Decimal;
            case STRING -> isText(id);
            case BYTES, BYTE_BUFFER -> isBinary(id);
            case LOCAL_DATE -> id == ArrowTypeID.Date;
            case LOCAL_TIME -> id == ArrowTypeID.Time;
            case LOCAL_DATE_TIME -> type instanceof ArrowType.Timestamp timestamp && timestamp.getTimezone() == null;
            case INSTANT -> type instanceof ArrowType.Timestamp timestamp && timestamp.getTimezone() != null;
            case DURATION -> id == ArrowTypeID.Duration;
            case PERIOD, PERIOD_DURATION -> id == ArrowTypeID.Interval;
        };
    }

    /** Checks whether values of this type can be read as this Java type, as far as each of them fits. */
    boolean reads(ArrowType type) {
        ArrowTypeID id = type.getTypeID();
        return stores(type)
                || switch (this) {
                    case FLOAT, DOUBLE, BIG_DECIMAL -> id == ArrowTypeID.Int;
                    default -> false;
                };
    }

    static boolean isText(ArrowTypeID id) {
        return id == ArrowTypeID.Utf8 || id == ArrowTypeID.LargeUtf8 || id == ArrowTypeID.Utf8View;
    }

    static boolean isBinary(ArrowTypeID id) {
        return id == ArrowTypeID.Binary
                || id == ArrowTypeID.LargeBinary
                || id == ArrowTypeID.BinaryView
                || id == ArrowTypeID.FixedSizeBinary;
    }

    /**
     * Converts what a {@link ColumnReader} of a type that this scalar {@linkplain #reads reads} has given to the Java
     * type.
     *
     * @throws ConversionException where the value does not fit
     */
    Object fromArrow(Object value) {
        if (boxed.isInstance(value)) {
            return value;
        }
        return switch (this) {
            case BYTE -> (byte) integer(value, Byte.MIN_VALUE, Byte.MAX_VALUE);
            case SHORT -> (short) integer(value, Short.MIN_VALUE, Short.MAX_VALUE);
            case INT -> (int) integer(value, Integer.MIN_VALUE, Integer.MAX_VALUE);
            case LONG -> integer(value, Long.MIN_VALUE, Long.MAX_VALUE);
            case BIG_INTEGER -> BigInteger.valueOf(((Number) value).longValue());
            case FLOAT -> exactFloat(value);
            case DOUBLE -> exactDouble(value);
            case BIG_DECIMAL -> Conversions.decimal(value, "BigDecimal");
            case BYTE_BUFFER -> ByteBuffer.wrap((byte[]) value);
            case PERIOD -> period((PeriodDuration) value);
            case PERIOD_DURATION -> Times.interval(value);
            default -> throw ConversionException.lossy(value, boxed.getSimpleName());
        };
    }

    private long integer(Object value, long min, long max) {
        long number = ((Number) value).longValue();
        boolean wide = value instanceof BigInteger big && big.bitLength() > 63;
        if (wide || number < min || number > max) {
            throw ConversionException.lossy(value, plain.getSimpleName());
        }
        return number;
    }

    private static double exactDouble(Object value) {
        if (value instanceof Float number) {
            return number;
        }
        double nearest = ((Number) value).doubleValue();
        if (new BigDecimal(nearest).compareTo(Conversions.decimal(value, "double")) != 0) {
            throw ConversionException.lossy(value, "double");
        }
        return nearest;
    }

    private static float exactFloat(Object value) {
        double wide = value instanceof Double number ? number : exactDouble(value);
        float nearest = (float) wide;
        if (nearest != wide && !Double.isNaN(wide)) {
            throw ConversionException.lossy(value, "float");
        }
        return nearest;
    }

    private static Period period(PeriodDuration interval) {
        if (!interval.getDuration().isZero()) {
            throw ConversionException.lossy(interval, "Period");
        }
        return interval.getPeriod();
    }
}
