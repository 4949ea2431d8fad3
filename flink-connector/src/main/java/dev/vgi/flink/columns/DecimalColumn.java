package dev.vgi.flink.columns;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.function.IntFunction;
import java.util.stream.LongStream;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.Decimal256Vector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.UInt8Vector;
import org.apache.flink.table.data.DecimalData;
import org.apache.flink.table.data.columnar.vector.DecimalColumnVector;
import org.jspecify.annotations.Nullable;

/** Decimals, and unsigned integers that need one. */
final class DecimalColumn extends ArrowColumn implements DecimalColumnVector {
    private static final int WIDTH = 16;
    private static final long[] POWERS =
            LongStream.iterate(1, power -> power * 10).limit(19).toArray();

    private final FieldVector vector;
    private final ReadColumn column;
    private final @Nullable ArrowBuf compact;
    private final IntFunction<BigDecimal> value;

    private DecimalColumn(
            FieldVector vector, ReadColumn column, @Nullable ArrowBuf compact, IntFunction<BigDecimal> value) {
        super(vector);
        this.vector = vector;
        this.column = column;
        this.compact = compact;
        this.value = value;
    }

    static DecimalColumn of(FieldVector vector, ReadColumn column) {
        if (vector instanceof UInt8Vector numbers) {
            return new DecimalColumn(
                    vector,
                    column,
                    null,
                    row -> unsigned(numbers.getDataBuffer().getLong(8L * row)));
        } else if (vector instanceof Decimal256Vector wide) {
            return new DecimalColumn(vector, column, null, wide::getObjectNotNull);
        }
        DecimalVector decimals = (DecimalVector) vector;
        boolean isCompact = decimals.getPrecision() <= 18
                && decimals.getScale() >= 0
                && decimals.getScale() <= decimals.getPrecision();
        return new DecimalColumn(
                vector, column, isCompact ? decimals.getDataBuffer() : null, decimals::getObjectNotNull);
    }

    private static BigDecimal unsigned(long bits) {
        return new BigDecimal(
                bits >= 0 ? BigInteger.valueOf(bits) : BigInteger.valueOf(bits).add(BigInteger.ONE.shiftLeft(64)));
    }

    @Override
    public DecimalData getDecimal(int row, int precision, int scale) {
        if (compact != null) {
            long unscaled = compact.getLong((long) row * WIDTH);
            if (compact.getLong((long) row * WIDTH + Long.BYTES) != unscaled >> 63
                    || unscaled >= POWERS[precision]
                    || unscaled <= -POWERS[precision]) {
                throw column.outOfRange(vector, row);
            }
            return DecimalData.fromUnscaledLong(unscaled, precision, scale);
        }
        BigDecimal exact = value.apply(row);
        if (exact.scale() < 0) {
            exact = exact.setScale(scale, RoundingMode.UNNECESSARY);
        }
        DecimalData found = DecimalData.fromBigDecimal(exact, precision, scale);
        if (found == null) {
            throw column.outOfRange(vector, row);
        }
        return found;
    }
}
