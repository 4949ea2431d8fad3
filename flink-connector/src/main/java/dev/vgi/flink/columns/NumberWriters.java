package dev.vgi.flink.columns;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Optional;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.Decimal256Vector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.SmallIntVector;
import org.apache.arrow.vector.TinyIntVector;
import org.apache.arrow.vector.UInt1Vector;
import org.apache.arrow.vector.UInt2Vector;
import org.apache.arrow.vector.UInt4Vector;
import org.apache.arrow.vector.UInt8Vector;
import org.apache.flink.table.data.DecimalData;
import org.apache.flink.table.types.logical.DecimalType;
import org.apache.flink.table.types.logical.LogicalType;

/** Numbers, which widen, and narrow where the value allows it. */
final class NumberWriters {
    private static final BigInteger UINT64_MAX = BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);

    private NumberWriters() {}

    /** Reads an integer of any width. */
    @FunctionalInterface
    interface LongReader {
        long read(ValueGetters from, int position);
    }

    /** Integers of any width. */
    static Optional<CellWriter> of(LongReader from, FieldVector vector) {
        if (vector instanceof BigIntVector numbers) {
            return Optional.of((cells, position, index) -> numbers.setSafe(index, from.read(cells, position)));
        } else if (vector instanceof IntVector numbers) {
            return Optional.of((cells, position, index) -> numbers.setSafe(
                    index, (int) within(from.read(cells, position), Integer.MIN_VALUE, Integer.MAX_VALUE)));
        } else if (vector instanceof SmallIntVector numbers) {
            return Optional.of((cells, position, index) ->
                    numbers.setSafe(index, (int) within(from.read(cells, position), Short.MIN_VALUE, Short.MAX_VALUE)));
        } else if (vector instanceof TinyIntVector numbers) {
            return Optional.of((cells, position, index) ->
                    numbers.setSafe(index, (int) within(from.read(cells, position), Byte.MIN_VALUE, Byte.MAX_VALUE)));
        } else if (vector instanceof UInt8Vector numbers) {
            return Optional.of((cells, position, index) ->
                    numbers.setSafe(index, within(from.read(cells, position), 0, Long.MAX_VALUE)));
        } else if (vector instanceof UInt4Vector numbers) {
            return Optional.of((cells, position, index) ->
                    numbers.setSafe(index, (int) within(from.read(cells, position), 0, 0xFFFF_FFFFL)));
        } else if (vector instanceof UInt2Vector numbers) {
            return Optional.of((cells, position, index) ->
                    numbers.setSafe(index, (int) within(from.read(cells, position), 0, 0xFFFF)));
        } else if (vector instanceof UInt1Vector numbers) {
            return Optional.of((cells, position, index) ->
                    numbers.setSafe(index, (int) within(from.read(cells, position), 0, 0xFF)));
        } else if (vector instanceof Float8Vector numbers) {
            return Optional.of(
                    (cells, position, index) -> numbers.setSafe(index, exactDouble(from.read(cells, position))));
        } else if (vector instanceof Float4Vector numbers) {
            return Optional.of(
                    (cells, position, index) -> numbers.setSafe(index, exactFloat(from.read(cells, position))));
        }
        return decimals(vector)
                .map(decimals -> (cells, position, index) ->
                        decimals.set(index, BigDecimal.valueOf(from.read(cells, position))));
    }

    static Optional<CellWriter> ofFloat(FieldVector vector) {
        if (vector instanceof Float4Vector numbers) {
            return Optional.of((cells, position, index) -> numbers.setSafe(index, cells.floatAt(position)));
        } else if (vector instanceof Float8Vector numbers) {
            return Optional.of((cells, position, index) -> numbers.setSafe(index, cells.floatAt(position)));
        }
        return Optional.empty();
    }

    static Optional<CellWriter> ofDouble(FieldVector vector) {
        if (vector instanceof Float8Vector numbers) {
            return Optional.of((cells, position, index) -> numbers.setSafe(index, cells.doubleAt(position)));
        } else if (vector instanceof Float4Vector numbers) {
            return Optional.of((cells, position, index) -> {
                double value = cells.doubleAt(position);
                if (Double.compare((float) value, value) != 0) {
                    throw new UnfitValueException(value, "a number that float32 holds exactly");
                }
                numbers.setSafe(index, (float) value);
            });
        }
        return Optional.empty();
    }

    static Optional<CellWriter> ofDecimal(LogicalType from, FieldVector vector) {
        int precision = ((DecimalType) from).getPrecision();
        int scale = ((DecimalType) from).getScale();
        if (vector instanceof DecimalVector decimals
                && decimals.getScale() == scale
                && decimals.getPrecision() >= precision
                && DecimalData.isCompact(precision)) {
            return Optional.of((cells, position, index) -> decimals.setSafe(
                    index, cells.decimalAt(position, precision, scale).toUnscaledLong()));
        } else if (vector instanceof UInt8Vector numbers) {
            return Optional.of((cells, position, index) -> {
                BigDecimal value = cells.decimalAt(position, precision, scale).toBigDecimal();
                numbers.setSafe(index, unsigned(value).longValue());
            });
        }
        Optional<DecimalPlace> decimals = decimals(vector);
        if (decimals.isPresent()) {
            DecimalPlace place = decimals.get();
            return Optional.of((cells, position, index) ->
                    place.set(index, cells.decimalAt(position, precision, scale).toBigDecimal()));
        }
        return vector instanceof Float4Vector || vector instanceof Float8Vector
                ? Optional.empty()
                : of(
                        (cells, position) -> whole(
                                cells.decimalAt(position, precision, scale).toBigDecimal()),
                        vector);
    }

    /** A place for decimals of one precision and scale. */
    private interface DecimalPlace {
        void set(int index, BigDecimal value);
    }

    private static Optional<DecimalPlace> decimals(FieldVector vector) {
        if (vector instanceof DecimalVector decimals) {
            return Optional.of((index, value) ->
                    decimals.setSafe(index, scaled(value, decimals.getPrecision(), decimals.getScale())));
        } else if (vector instanceof Decimal256Vector decimals) {
            return Optional.of((index, value) ->
                    decimals.setSafe(index, scaled(value, decimals.getPrecision(), decimals.getScale())));
        }
        return Optional.empty();
    }

    private static BigDecimal scaled(BigDecimal value, int precision, int scale) {
        try {
            BigDecimal scaled = value.setScale(scale);
            if (scaled.precision() <= precision) {
                return scaled;
            }
        } catch (ArithmeticException e) {
            // More fractional digits than there is room for: refused below, as too many digits are.
        }
        throw new UnfitValueException(value, "at most " + precision + " digits, " + scale + " of them fractional");
    }

    private static long whole(BigDecimal value) {
        try {
            return value.longValueExact();
        } catch (ArithmeticException e) {
            throw new UnfitValueException(value, "a whole number of 64 bits");
        }
    }

    private static BigInteger unsigned(BigDecimal value) {
        try {
            BigInteger whole = value.toBigIntegerExact();
            if (whole.signum() >= 0 && whole.compareTo(UINT64_MAX) <= 0) {
                return whole;
            }
        } catch (ArithmeticException e) {
            // A fraction: refused below.
        }
        throw new UnfitValueException(value, "a whole number from 0 to " + UINT64_MAX);
    }

    private static long within(long value, long least, long most) {
        if (value < least || value > most) {
            throw new UnfitValueException(value, least + " to " + most);
        }
        return value;
    }

    private static double exactDouble(long value) {
        double result = value;
        if ((long) result != value || value == Long.MAX_VALUE) {
            throw new UnfitValueException(value, "a number that float64 holds exactly");
        }
        return result;
    }

    private static float exactFloat(long value) {
        float result = value;
        if ((long) result != value || value == Long.MAX_VALUE) {
            throw new UnfitValueException(value, "a number that float32 holds exactly");
        }
        return result;
    }
}
