package dev.vgi.flink.columns;

import java.util.Objects;
import org.apache.arrow.vector.BaseIntVector;
import org.apache.arrow.vector.BaseLargeVariableWidthVector;
import org.apache.arrow.vector.BaseVariableWidthVector;
import org.apache.arrow.vector.BaseVariableWidthViewVector;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.DateMilliVector;
import org.apache.arrow.vector.Decimal256Vector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.DurationVector;
import org.apache.arrow.vector.ExtensionTypeVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.FixedSizeBinaryVector;
import org.apache.arrow.vector.Float2Vector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.IntervalDayVector;
import org.apache.arrow.vector.IntervalYearVector;
import org.apache.arrow.vector.NullVector;
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
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.apache.arrow.vector.complex.LargeListVector;
import org.apache.arrow.vector.complex.LargeListViewVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.ListViewVector;
import org.apache.arrow.vector.complex.MapVector;
import org.apache.arrow.vector.complex.RunEndEncodedVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.flink.table.data.columnar.vector.ColumnVector;

/** Chooses the Flink column for each kind of Arrow vector. */
final class ColumnVectors {
    private ColumnVectors() {}

    /**
     * The column over a vector whose type {@link FlinkTypes} has a type for. The vector stays its owner's.
     *
     * @param method what errors call the method that sent it
     */
    static ColumnVector of(FieldVector vector, DictionaryProvider dictionaries, String method) {
        return of(vector, dictionaries, new ReadColumn(vector, method));
    }

    private static ColumnVector of(FieldVector vector, DictionaryProvider dictionaries, ReadColumn column) {
        if (vector.getField().getDictionary() != null) {
            long id = Objects.requireNonNull(vector.getField().getDictionary()).getId();
            FieldVector words = Objects.requireNonNull(dictionaries.lookup(id)).getVector();
            BaseIntVector indices = (BaseIntVector) vector;
            return new IndirectColumn(
                    vector, of(words, dictionaries, column), row -> (int) indices.getValueAsLong(row));
        }
        if (vector instanceof RunEndEncodedVector runs) {
            BaseIntVector ends = (BaseIntVector) runs.getRunEndsVector();
            return new IndirectColumn(
                    new NullVector("", 0), of(runs.getValuesVector(), dictionaries, column), new RunLookup(ends));
        }
        if (vector instanceof ExtensionTypeVector<?> extension) {
            return of((FieldVector) extension.getUnderlyingVector(), dictionaries, column);
        }
        return isNested(vector) ? nested(vector, dictionaries, column) : scalar(vector, column);
    }

    private static boolean isNested(FieldVector vector) {
        return vector.getField().getType().isComplex();
    }

    private static ColumnVector nested(FieldVector vector, DictionaryProvider dictionaries, ReadColumn column) {
        if (vector instanceof StructVector struct) {
            ColumnVector[] children = new ColumnVector[struct.size()];
            for (int i = 0; i < children.length; i++) {
                children[i] = of(struct.getChildrenFromFields().get(i), dictionaries, column);
            }
            return new StructColumn(struct, children);
        }
        FieldVector data = vector.getChildrenFromFields().get(0);
        if (vector instanceof MapVector map) {
            return new MapColumn(
                    map,
                    of(data.getChildrenFromFields().get(0), dictionaries, column),
                    of(data.getChildrenFromFields().get(1), dictionaries, column));
        }
        ColumnVector elements = of(data, dictionaries, column);
        if (vector instanceof ListVector list) {
            return new ListColumn(
                    list,
                    elements,
                    list::getElementStartIndex,
                    row -> list.getElementEndIndex(row) - list.getElementStartIndex(row));
        } else if (vector instanceof LargeListVector list) {
            return new ListColumn(
                    list,
                    elements,
                    row -> Math.toIntExact(list.getElementStartIndex(row)),
                    row -> Math.toIntExact(list.getElementEndIndex(row) - list.getElementStartIndex(row)));
        } else if (vector instanceof FixedSizeListVector list) {
            return new ListColumn(list, elements, list::getElementStartIndex, row -> list.getListSize());
        } else if (vector instanceof ListViewVector list) {
            return new ListColumn(list, elements, list::getElementStartIndex, row -> list.getSizeBuffer()
                    .getInt(4L * row));
        } else if (vector instanceof LargeListViewVector list) {
            return new ListColumn(
                    list,
                    elements,
                    row -> Math.toIntExact(list.getOffsetBuffer().getLong(8L * row)),
                    row -> Math.toIntExact(list.getSizeBuffer().getLong(8L * row)));
        }
        throw unknown(vector);
    }

    private static ColumnVector scalar(FieldVector vector, ReadColumn column) {
        if (vector instanceof BitVector bits) {
            return new FixedColumns.Booleans(bits);
        } else if (vector instanceof TinyIntVector numbers) {
            return new FixedColumns.Bytes(numbers);
        } else if (vector instanceof SmallIntVector numbers) {
            return new FixedColumns.Shorts(
                    numbers, row -> numbers.getDataBuffer().getShort(2L * row));
        } else if (vector instanceof UInt1Vector numbers) {
            return new FixedColumns.Shorts(
                    numbers, row -> (short) (numbers.getDataBuffer().getByte(row) & 0xFF));
        } else if (vector instanceof IntVector
                || vector instanceof DateDayVector
                || vector instanceof IntervalYearVector) {
            return new FixedColumns.PlainInts(vector);
        } else if (vector instanceof UInt2Vector numbers) {
            return new FixedColumns.Ints(numbers, row -> numbers.getDataBuffer().getShort(2L * row) & 0xFFFF);
        } else if (vector instanceof BigIntVector) {
            return new FixedColumns.PlainLongs(vector);
        } else if (vector instanceof UInt4Vector numbers) {
            return new FixedColumns.Longs(
                    numbers,
                    row -> Integer.toUnsignedLong(numbers.getDataBuffer().getInt(4L * row)));
        } else if (vector instanceof Float4Vector numbers) {
            return new FixedColumns.Floats(
                    numbers, row -> numbers.getDataBuffer().getFloat(4L * row));
        } else if (vector instanceof Float2Vector numbers) {
            return new FixedColumns.Floats(numbers, numbers::getValueAsFloat);
        } else if (vector instanceof Float8Vector) {
            return new FixedColumns.Doubles(vector);
        } else if (vector instanceof DecimalVector
                || vector instanceof Decimal256Vector
                || vector instanceof UInt8Vector) {
            return DecimalColumn.of(vector, column);
        } else if (vector instanceof BaseVariableWidthVector bytes) {
            return new BytesColumns.Joined(bytes);
        } else if (vector instanceof BaseLargeVariableWidthVector
                || vector instanceof BaseVariableWidthViewVector
                || vector instanceof FixedSizeBinaryVector) {
            return new BytesColumns.Single(vector);
        } else if (vector instanceof NullVector nulls) {
            return new IndirectColumn(nulls, row -> true, row -> 0);
        }
        return temporal(vector, column);
    }

    /** Flink keeps days, milliseconds of the day, and milliseconds of intervals. */
    private static ColumnVector temporal(FieldVector vector, ReadColumn column) {
        if (vector instanceof TimeStampVector instants) {
            return new TimestampColumn(instants, column);
        } else if (vector instanceof DateMilliVector dates) {
            return new FixedColumns.Ints(dates, row -> Temporal.day(dates, row, column));
        } else if (vector instanceof TimeSecVector times) {
            return new FixedColumns.Ints(times, row -> times.getDataBuffer().getInt(4L * row) * 1_000);
        } else if (vector instanceof TimeMilliVector) {
            return new FixedColumns.PlainInts(vector);
        } else if (vector instanceof TimeMicroVector times) {
            return new FixedColumns.Ints(
                    times, row -> (int) (times.getDataBuffer().getLong(8L * row) / 1_000));
        } else if (vector instanceof TimeNanoVector times) {
            return new FixedColumns.Ints(
                    times, row -> (int) (times.getDataBuffer().getLong(8L * row) / 1_000_000));
        } else if (vector instanceof DurationVector durations) {
            return new FixedColumns.Longs(durations, row -> Temporal.millis(durations, row, column));
        } else if (vector instanceof IntervalDayVector intervals) {
            return new FixedColumns.Longs(
                    intervals,
                    row -> intervals.getDataBuffer().getInt(8L * row) * Temporal.MILLIS_PER_DAY
                            + intervals.getDataBuffer().getInt(8L * row + 4));
        }
        throw unknown(vector);
    }

    private static IllegalArgumentException unknown(FieldVector vector) {
        return new IllegalArgumentException("no column can be read from " + vector.getField());
    }
}
