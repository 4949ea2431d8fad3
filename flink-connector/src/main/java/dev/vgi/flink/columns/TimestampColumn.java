package dev.vgi.flink.columns;

import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.TimeStampVector;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.data.columnar.vector.TimestampColumnVector;

/** Timestamps of any unit, in the precision that is asked for; those that have more digits are errors. */
final class TimestampColumn extends ArrowColumn implements TimestampColumnVector {
    private static final long[] POWERS = {
        1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000
    };

    private final TimeStampVector vector;
    private final ReadColumn column;
    private final ArrowBuf values;
    private final int digits;

    TimestampColumn(TimeStampVector vector, ReadColumn column) {
        super(vector);
        this.vector = vector;
        this.column = column;
        values = vector.getDataBuffer();
        TimeUnit unit = ((ArrowType.Timestamp) vector.getField().getType()).getUnit();
        digits = FlinkTypes.digits(unit);
    }

    @Override
    public TimestampData getTimestamp(int row, int precision) {
        long value = values.getLong((long) row << 3);
        if (precision < digits && value % POWERS[digits - precision] != 0) {
            throw column.cut(vector, row, precision);
        }
        if (digits > 3) {
            long perMilli = POWERS[digits - 3];
            return TimestampData.fromEpochMillis(
                    Math.floorDiv(value, perMilli), (int) (Math.floorMod(value, perMilli) * POWERS[9 - digits]));
        }
        try {
            return TimestampData.fromEpochMillis(Math.multiplyExact(value, POWERS[3 - digits]));
        } catch (ArithmeticException e) {
            throw column.outOfRange(vector, row);
        }
    }
}
