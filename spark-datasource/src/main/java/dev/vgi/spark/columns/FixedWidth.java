package dev.vgi.spark.columns;

import dev.vgi.Code;
import dev.vgi.VgiException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.util.Float16;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.ipc.message.ArrowFieldNode;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.IntervalUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;

/** Values of one width that become values of another, or of another unit. */
final class FixedWidth {
    private static final long MICROS_PER_SECOND = 1_000_000;
    private static final long MILLIS_PER_DAY = 86_400_000;
    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final long NANOS_PER_MICRO = 1_000;

    private FixedWidth() {}

    /** Reads the value of a row, and writes it; neither looks at nulls. */
    @FunctionalInterface
    private interface Cell {
        void convert(ArrowBuf from, ArrowBuf to, long row);
    }

    @FunctionalInterface
    private interface LongMapping {
        /** @throws ArithmeticException where the result does not fit */
        long apply(long value);
    }

    static Decoding integer(Field wire, ArrowType.Int type) {
        if (type.getIsSigned()) {
            return Decoding.moved(wire);
        }
        return switch (type.getBitWidth()) {
            case 8 ->
                of(
                        Decodings.as(wire, new ArrowType.Int(16, true)),
                        2,
                        (from, to, row) -> to.setShort(2 * row, from.getByte(row) & 0xFF));
            case 16 ->
                of(
                        Decodings.as(wire, new ArrowType.Int(32, true)),
                        4,
                        (from, to, row) -> to.setInt(4 * row, from.getShort(2 * row) & 0xFFFF));
            case 32 ->
                of(
                        Decodings.as(wire, new ArrowType.Int(64, true)),
                        8,
                        (from, to, row) -> to.setLong(8 * row, Integer.toUnsignedLong(from.getInt(4 * row))));
            default ->
                of(Decodings.as(wire, new ArrowType.Decimal(20, 0, 128)), 16, (from, to, row) -> {
                    to.setLong(16 * row, from.getLong(8 * row));
                    to.setLong(16 * row + 8, 0);
                });
        };
    }

    static Decoding halfFloat(Field wire) {
        return of(
                Decodings.as(wire, new ArrowType.FloatingPoint(FloatingPointPrecision.SINGLE)),
                4,
                (from, to, row) -> to.setFloat(4 * row, Float16.toFloat(from.getShort(2 * row))));
    }

    static Decoding date(Field wire, ArrowType.Date type) {
        if (type.getUnit() == DateUnit.DAY) {
            return Decoding.moved(wire);
        }
        Field target = Decodings.as(wire, new ArrowType.Date(DateUnit.DAY));
        return checked(target, 4, (source, from, to, row) -> {
            long days = Math.floorDiv(from.getLong(8 * row), MILLIS_PER_DAY);
            to.setInt(4 * row, Math.toIntExact(days));
        });
    }

    static Decoding timestamp(Field wire, ArrowType.Timestamp type) {
        return inMicroseconds(wire, Decodings.microseconds(type), type.getUnit());
    }

    static Decoding duration(Field wire, ArrowType.Duration type) {
        return inMicroseconds(
                wire, new ArrowType.Duration(org.apache.arrow.vector.types.TimeUnit.MICROSECOND), type.getUnit());
    }

    private static Decoding inMicroseconds(Field wire, ArrowType target, org.apache.arrow.vector.types.TimeUnit unit) {
        return switch (unit) {
            case MICROSECOND -> Decoding.moved(wire);
            case SECOND -> longs(wire, target, value -> Math.multiplyExact(value, MICROS_PER_SECOND));
            case MILLISECOND -> longs(wire, target, value -> Math.multiplyExact(value, 1_000L));
            case NANOSECOND -> longs(wire, target, value -> Math.floorDiv(value, NANOS_PER_MICRO));
        };
    }

    /** Spark keeps nanoseconds of the day, of which the type's precision has whole microseconds. */
    static Decoding timeOfDay(Field wire, ArrowType.Time type) {
        Field target = Decodings.as(wire, new ArrowType.Time(org.apache.arrow.vector.types.TimeUnit.NANOSECOND, 64));
        return switch (type.getUnit()) {
            case SECOND ->
                of(target, 8, (from, to, row) -> to.setLong(8 * row, TimeUnit.SECONDS.toNanos(from.getInt(4 * row))));
            case MILLISECOND ->
                of(
                        target,
                        8,
                        (from, to, row) -> to.setLong(8 * row, TimeUnit.MILLISECONDS.toNanos(from.getInt(4 * row))));
            case MICROSECOND ->
                of(
                        target,
                        8,
                        (from, to, row) -> to.setLong(8 * row, TimeUnit.MICROSECONDS.toNanos(from.getLong(8 * row))));
            case NANOSECOND ->
                of(target, 8, (from, to, row) -> {
                    long nanos = from.getLong(8 * row);
                    to.setLong(8 * row, nanos - Math.floorMod(nanos, NANOS_PER_MICRO));
                });
        };
    }

    /** Days and milliseconds as months (none), days and nanoseconds. */
    static Decoding dayTime(Field wire) {
        Field target = Decodings.as(wire, new ArrowType.Interval(IntervalUnit.MONTH_DAY_NANO));
        return of(target, 16, (from, to, row) -> {
            to.setInt(16 * row, 0);
            to.setInt(16 * row + 4, from.getInt(8 * row));
            to.setLong(16 * row + 8, from.getInt(8 * row + 4) * NANOS_PER_MILLI);
        });
    }

    /** The vector as it is where it has whole microseconds only, which is all that Spark keeps. */
    static Decoding monthDayNano(Field wire) {
        Decoding floored = of(wire, 16, (from, to, row) -> {
            long nanos = from.getLong(16 * row + 8);
            to.setLong(16 * row, from.getLong(16 * row));
            to.setLong(16 * row + 8, nanos - Math.floorMod(nanos, NANOS_PER_MICRO));
        });
        return Decoding.converted(wire, (source, target, dictionaries) -> {
            ArrowBuf values = source.getDataBuffer();
            for (long row = 0; row < source.getValueCount(); row++) {
                if (values.getLong(16 * row + 8) % NANOS_PER_MICRO != 0) {
                    floored.step().decode(source, target, dictionaries);
                    return;
                }
            }
            source.makeTransferPair(target).transfer();
        });
    }

    /** Months as months, days and nanoseconds (none of both). */
    static Decoding yearMonth(Field wire) {
        Field target = Decodings.as(wire, new ArrowType.Interval(IntervalUnit.MONTH_DAY_NANO));
        return of(target, 16, (from, to, row) -> {
            to.setInt(16 * row, from.getInt(4 * row));
            to.setInt(16 * row + 4, 0);
            to.setLong(16 * row + 8, 0);
        });
    }

    private static Decoding longs(Field wire, ArrowType target, LongMapping mapping) {
        return checked(
                Decodings.as(wire, target),
                8,
                (source, from, to, row) -> to.setLong(8 * row, mapping.apply(from.getLong(8 * row))));
    }

    /** As a cell, for values that may not fit; never called for nulls. */
    @FunctionalInterface
    interface CheckedCell {
        /**
         * Converts the value of a row.
         *
         * @throws ArithmeticException where it does not fit
         */
        void convert(FieldVector source, ArrowBuf from, ArrowBuf to, long row);
    }

    private static Decoding of(Field target, int width, Cell cell) {
        return Decoding.converted(target, (source, result, dictionaries) -> {
            int rows = source.getValueCount();
            ArrowBuf from = source.getDataBuffer();
            try (ArrowBuf to = result.getAllocator().buffer((long) rows * width)) {
                for (int row = 0; row < rows; row++) {
                    cell.convert(from, to, row);
                }
                load(source, result, to);
            }
        });
    }

    /** Leaves nulls, whose bytes mean nothing, at zero. */
    static Decoding checked(Field target, int width, CheckedCell cell) {
        return Decoding.converted(target, (source, result, dictionaries) -> {
            int rows = source.getValueCount();
            ArrowBuf from = source.getDataBuffer();
            try (ArrowBuf to = result.getAllocator().buffer((long) rows * width)) {
                to.setZero(0, (long) rows * width);
                for (int row = 0; row < rows; row++) {
                    if (!source.isNull(row)) {
                        try {
                            cell.convert(source, from, to, row);
                        } catch (ArithmeticException e) {
                            throw outOfRange(source, row, target);
                        }
                    }
                }
                load(source, result, to);
            }
        });
    }

    /** Gives the target these values, which it shares, and the source's nulls. */
    private static void load(FieldVector source, FieldVector target, ArrowBuf values) {
        target.loadFieldBuffers(node(source), List.of(source.getValidityBuffer(), values));
    }

    static ArrowFieldNode node(FieldVector source) {
        return new ArrowFieldNode(source.getValueCount(), source.getNullCount());
    }

    static VgiException outOfRange(FieldVector source, int row, Field target) {
        return VgiException.of(
                Code.OUT_OF_RANGE,
                "column '" + source.getName() + "' (" + SparkTypes.describe(source.getField()) + ") has the value "
                        + source.getObject(row) + " in row " + row + " of its batch, which Spark's "
                        + SparkTypes.describe(target) + " cannot hold");
    }
}
