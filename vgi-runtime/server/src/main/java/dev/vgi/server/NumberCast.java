package dev.vgi.server;

import org.apache.arrow.vector.BaseIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.FloatingPointVector;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;

/**
 * Copies integers and floating-point numbers to another width. An integer must fit exactly; a double becomes the
 * nearest float.
 */
final class NumberCast {
    private static final double TWO_TO_63 = 0x1p63;

    private NumberCast() {}

    static boolean applies(Field found, Field wanted) {
        return found.getDictionary() == null
                && wanted.getDictionary() == null
                && isNumber(found.getType())
                && isNumber(wanted.getType());
    }

    private static boolean isNumber(ArrowType type) {
        return type instanceof ArrowType.Int
                || (type instanceof ArrowType.FloatingPoint real && real.getPrecision() != FloatingPointPrecision.HALF);
    }

    /**
     * Fills {@code to}, which is empty.
     *
     * @return whether each value fits; the vector is useless where one does not
     */
    static boolean copy(FieldVector from, FieldVector to, int rows) {
        to.setInitialCapacity(rows);
        to.allocateNew();
        for (int row = 0; row < rows; row++) {
            if (from.isNull(row)) {
                to.setNull(row);
            } else if (!copyValue(from, to, row)) {
                return false;
            }
        }
        to.setValueCount(rows);
        return true;
    }

    private static boolean copyValue(FieldVector from, FieldVector to, int row) {
        if (from instanceof BaseIntVector integers) {
            long value = integers.getValueAsLong(row);
            boolean huge = value < 0 && !isSigned(from);
            return to instanceof FloatingPointVector reals
                    ? setReal(reals, row, value, huge)
                    : !huge && setInteger((BaseIntVector) to, row, value);
        }
        double value = ((FloatingPointVector) from).getValueAsDouble(row);
        if (to instanceof FloatingPointVector reals) {
            boolean overflows = to.getMinorType().name().equals("FLOAT4")
                    && Double.isFinite(value)
                    && Float.isInfinite((float) value);
            reals.setWithPossibleTruncate(row, value);
            return !overflows;
        }
        return value == Math.rint(value)
                && value >= -TWO_TO_63
                && value < TWO_TO_63
                && setInteger((BaseIntVector) to, row, (long) value);
    }

    private static boolean setReal(FloatingPointVector to, int row, long value, boolean huge) {
        to.setWithPossibleTruncate(row, (double) value);
        double stored = to.getValueAsDouble(row);
        return !huge && stored < TWO_TO_63 && (long) stored == value;
    }

    private static boolean setInteger(BaseIntVector to, int row, long value) {
        var type = (ArrowType.Int) to.getField().getType();
        int bits = type.getBitWidth();
        boolean fits;
        if (type.getIsSigned()) {
            fits = bits == Long.SIZE || (value >= -(1L << (bits - 1)) && value < 1L << (bits - 1));
        } else {
            fits = value >= 0 && (bits == Long.SIZE || value < 1L << bits);
        }
        to.setWithPossibleTruncate(row, value);
        return fits;
    }

    private static boolean isSigned(FieldVector vector) {
        return ((ArrowType.Int) vector.getField().getType()).getIsSigned();
    }
}
