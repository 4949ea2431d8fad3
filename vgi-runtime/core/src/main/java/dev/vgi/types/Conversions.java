package dev.vgi.types;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Numbers, texts and bytes from natural Java objects and from the forms they take in JSON, without loss. */
final class Conversions {
    private static final BigInteger UINT64_MAX = BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);
    private static final String UINT64 = range("uint64", 0, UINT64_MAX);
    private static final String FLOAT64 = reals("float64", Double.MAX_VALUE, 53);
    private static final String FLOAT32 = reals("float32", Float.MAX_VALUE, 24);
    private static final int MAX_INTEGER_DIGITS = 40;

    private Conversions() {}

    static boolean bool(Object value) {
        if (value instanceof Boolean flag) {
            return flag;
        }
        return switch (value instanceof CharSequence text ? text.toString() : "") {
            case "true" -> true;
            case "false" -> false;
            default -> throw ConversionException.of(value, "true or false");
        };
    }

    /**
     * Returns an integer from {@code min} to {@code max}, from any number without a fraction or from its decimal text.
     */
    static long integer(Object value, long min, long max, String type) {
        long number;
        if (value instanceof Long || value instanceof Integer || value instanceof Short || value instanceof Byte) {
            number = ((Number) value).longValue();
        } else {
            String expected = range(type, min, max);
            BigInteger big = bigInteger(value, expected);
            if (big.bitLength() > 63) {
                throw ConversionException.of(value, expected);
            }
            number = big.longValue();
        }
        if (number < min || number > max) {
            throw ConversionException.of(value, range(type, min, max));
        }
        return number;
    }

    /** Returns the bits of an unsigned 64-bit integer. */
    static long unsigned64(Object value) {
        if (value instanceof Long || value instanceof Integer || value instanceof Short || value instanceof Byte) {
            long number = ((Number) value).longValue();
            if (number < 0) {
                throw ConversionException.of(value, UINT64);
            }
            return number;
        }
        BigInteger big = bigInteger(value, UINT64);
        if (big.signum() < 0 || big.compareTo(UINT64_MAX) > 0) {
            throw ConversionException.of(value, UINT64);
        }
        return big.longValue();
    }

    private static String range(String type, Number min, Number max) {
        return type + " (" + min + " to " + max + ")";
    }

    /** Returns what a floating-point type can hold, for errors. */
    static String reals(String type, Number max, int bits) {
        return type + " (up to " + max + " either way, whole numbers exactly up to 2^" + bits + ")";
    }

    static BigInteger unsigned64(long bits) {
        return bits >= 0 ? BigInteger.valueOf(bits) : BigInteger.valueOf(bits).and(UINT64_MAX);
    }

    private static BigInteger bigInteger(Object value, String type) {
        if (value instanceof BigInteger big) {
            return big;
        }
        BigDecimal decimal = decimal(value, type);
        if (decimal.signum() == 0) {
            return BigInteger.ZERO;
        }
        BigDecimal stripped = decimal.stripTrailingZeros();
        if (stripped.scale() > 0 || (long) stripped.precision() - stripped.scale() > MAX_INTEGER_DIGITS) {
            throw ConversionException.of(value, type);
        }
        return stripped.toBigIntegerExact();
    }

    /** Returns the exact decimal value of a number or of its text. */
    static BigDecimal decimal(Object value, String type) {
        try {
            if (value instanceof BigDecimal decimal) {
                return decimal;
            }
            if (value instanceof BigInteger big) {
                return new BigDecimal(big);
            }
            if (value instanceof Double || value instanceof Float) {
                return new BigDecimal(value.toString());
            }
            if (value instanceof Number number) {
                return BigDecimal.valueOf(number.longValue());
            }
            if (value instanceof CharSequence text) {
                return new BigDecimal(text.toString());
            }
        } catch (NumberFormatException e) {
            throw ConversionException.of(value, type, e);
        }
        throw ConversionException.of(value, type);
    }

    /** Returns a decimal with exactly this scale. */
    static BigDecimal decimal(Object value, int precision, int scale, String type) {
        BigDecimal decimal = decimal(value, type);
        if (decimal.signum() == 0) {
            return BigDecimal.valueOf(0, scale);
        }
        BigDecimal stripped = decimal.stripTrailingZeros();
        if (stripped.scale() > scale || (long) stripped.precision() - stripped.scale() + scale > precision) {
            throw ConversionException.of(
                    value, type + " (at most " + precision + " digits, " + scale + " of them fractional)");
        }
        return stripped.setScale(scale);
    }

    /**
     * Returns the nearest double of a decimal number, as its text is rarely exact in binary. An integer that a double
     * cannot hold, and what is out of its range, is refused.
     */
    static double float64(Object value) {
        if (value instanceof Double || value instanceof Float) {
            return ((Number) value).doubleValue();
        }
        if (value instanceof Integer || value instanceof Short || value instanceof Byte) {
            return ((Number) value).doubleValue();
        }
        if (value instanceof CharSequence text && isNotFinite(text.toString())) {
            return Double.parseDouble(text.toString());
        }
        BigDecimal decimal = decimal(value, FLOAT64);
        double nearest =
                value instanceof CharSequence text ? Double.parseDouble(text.toString()) : decimal.doubleValue();
        boolean integer = value instanceof Long || value instanceof BigInteger;
        if (Double.isInfinite(nearest) || (integer && new BigDecimal(nearest).compareTo(decimal) != 0)) {
            throw ConversionException.of(value, FLOAT64);
        }
        return nearest;
    }

    /** Returns the nearest float; what is finite stays finite, and an integer stays exact. */
    static float float32(Object value) {
        if (value instanceof Float number) {
            return number;
        }
        double wide = float64(value);
        float nearest = (float) wide;
        boolean integer = !(value instanceof Double || value instanceof BigDecimal || value instanceof CharSequence);
        if ((Float.isInfinite(nearest) && !Double.isInfinite(wide)) || (integer && nearest != wide)) {
            throw ConversionException.of(value, FLOAT32);
        }
        return nearest;
    }

    private static boolean isNotFinite(String text) {
        return text.equals("NaN") || text.equals("Infinity") || text.equals("-Infinity");
    }

    static byte[] utf8(Object value) {
        if (value instanceof CharSequence text) {
            return text.toString().getBytes(StandardCharsets.UTF_8);
        }
        if (value instanceof Enum<?> constant) {
            return EnumNames.of(constant).getBytes(StandardCharsets.UTF_8);
        }
        throw ConversionException.of(value, "a string");
    }

    /** Returns the bytes of a byte array, of a byte buffer or of a base64 text. */
    static byte[] binary(Object value) {
        if (value instanceof byte[] bytes) {
            return bytes;
        }
        if (value instanceof ByteBuffer buffer) {
            byte[] bytes = new byte[buffer.remaining()];
            buffer.duplicate().get(bytes);
            return bytes;
        }
        if (value instanceof CharSequence text) {
            try {
                return Base64.getDecoder().decode(text.toString());
            } catch (IllegalArgumentException e) {
                throw ConversionException.of(value, "bytes in base64", e);
            }
        }
        throw ConversionException.of(value, "bytes, or a string in base64");
    }

    static byte[] binary(Object value, int width) {
        byte[] bytes = binary(value);
        if (bytes.length != width) {
            throw ConversionException.of(bytes, "exactly " + width + " bytes");
        }
        return bytes;
    }
}
