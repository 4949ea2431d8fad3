package dev.vgi.spark.columns;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.Decimal256Vector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.util.DecimalUtility;
import org.apache.spark.sql.types.DecimalType;

/** Decimals, which Spark reads only where they have no more digits than their type. */
final class Decimals {
    private static final int WIDTH = 16;

    private Decimals() {}

    static Decoding of(Field wire, ArrowType.Decimal type) {
        DecimalType spark;
        try {
            spark = (DecimalType) SparkTypes.type(wire);
        } catch (SparkTypes.NoSparkType e) {
            throw new IllegalArgumentException(e);
        }
        if (type.getBitWidth() == 128 && type.getPrecision() == spark.precision() && type.getScale() == spark.scale()) {
            return checked(wire, spark);
        }
        Field target = Decodings.as(wire, new ArrowType.Decimal(spark.precision(), spark.scale(), 128));
        return FixedWidth.checked(target, WIDTH, (source, from, to, row) -> {
            BigDecimal value = value(source, (int) row).setScale(spark.scale(), RoundingMode.UNNECESSARY);
            if (value.precision() > spark.precision()) {
                throw new ArithmeticException();
            }
            DecimalUtility.writeBigDecimalToArrowBuf(value, to, (int) row, WIDTH);
        });
    }

    /** Passed on as they are, once each has been seen to have no more digits than its type. */
    private static Decoding checked(Field wire, DecimalType type) {
        BigInteger limit = BigInteger.TEN.pow(type.precision());
        long low = limit.longValue();
        long high = limit.shiftRight(Long.SIZE).longValue();
        return Decoding.converted(wire, (source, target, dictionaries) -> {
            ArrowBuf values = source.getDataBuffer();
            for (int row = 0; row < source.getValueCount(); row++) {
                if (!isBelow(values.getLong((long) WIDTH * row), values.getLong((long) WIDTH * row + 8), low, high)
                        && !source.isNull(row)) {
                    throw FixedWidth.outOfRange(source, row, wire);
                }
            }
            source.makeTransferPair(target).transfer();
        });
    }

    /** Whether the size of a number of 128 bits is below a limit. */
    private static boolean isBelow(long low, long high, long limitLow, long limitHigh) {
        long sizeLow = high < 0 ? -low : low;
        long sizeHigh = high < 0 ? ~high + (low == 0 ? 1 : 0) : high;
        int compared = Long.compareUnsigned(sizeHigh, limitHigh);
        return compared < 0 || (compared == 0 && Long.compareUnsigned(sizeLow, limitLow) < 0);
    }

    private static BigDecimal value(FieldVector source, int row) {
        return source instanceof Decimal256Vector wide
                ? wide.getObjectNotNull(row)
                : ((DecimalVector) source).getObjectNotNull(row);
    }
}
