package dev.vgi.spark.columns;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.DurationVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.IntervalMonthDayNanoVector;
import org.apache.arrow.vector.IntervalYearVector;
import org.apache.arrow.vector.NullVector;
import org.apache.arrow.vector.SmallIntVector;
import org.apache.arrow.vector.TimeNanoVector;
import org.apache.arrow.vector.TimeStampVector;
import org.apache.arrow.vector.TinyIntVector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.MapVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.spark.sql.catalyst.expressions.SpecializedGetters;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.CalendarInterval;

/** Writes a value that is not null, of Spark's into one vector. */
@FunctionalInterface
interface ValueWriter {
    long NANOS_PER_MICRO = 1000;

    void set(SpecializedGetters from, int ordinal, int index);

    /** Writes a value, or marks that it is null. */
    static void write(ValueWriter cell, FieldVector vector, SpecializedGetters from, int ordinal, int index) {
        if (from.isNullAt(ordinal)) {
            vector.setNull(index);
        } else {
            cell.set(from, ordinal, index);
        }
    }

    /** That of a vector in {@linkplain ArrowTypes the layout} of this type. */
    static ValueWriter of(FieldVector vector, DataType type) {
        if (vector instanceof MapVector map) {
            return map(map, (MapType) type);
        } else if (vector instanceof ListVector list) {
            return list(list, ((ArrayType) type).elementType());
        } else if (vector instanceof StructVector struct) {
            return struct(struct, (StructType) type);
        } else if (vector instanceof BitVector bits) {
            return (from, ordinal, index) -> bits.setSafe(index, from.getBoolean(ordinal) ? 1 : 0);
        } else if (vector instanceof TinyIntVector numbers) {
            return (from, ordinal, index) -> numbers.setSafe(index, from.getByte(ordinal));
        } else if (vector instanceof SmallIntVector numbers) {
            return (from, ordinal, index) -> numbers.setSafe(index, from.getShort(ordinal));
        } else if (vector instanceof IntVector numbers) {
            return (from, ordinal, index) -> numbers.setSafe(index, from.getInt(ordinal));
        } else if (vector instanceof BigIntVector numbers) {
            return (from, ordinal, index) -> numbers.setSafe(index, from.getLong(ordinal));
        } else if (vector instanceof Float4Vector numbers) {
            return (from, ordinal, index) -> numbers.setSafe(index, from.getFloat(ordinal));
        } else if (vector instanceof Float8Vector numbers) {
            return (from, ordinal, index) -> numbers.setSafe(index, from.getDouble(ordinal));
        } else if (vector instanceof DecimalVector decimals) {
            return (from, ordinal, index) -> {
                Decimal value = from.getDecimal(ordinal, decimals.getPrecision(), decimals.getScale());
                BigDecimal exact = value.toJavaBigDecimal();
                decimals.setSafe(index, exact.setScale(decimals.getScale()));
            };
        } else if (vector instanceof VarCharVector texts) {
            return (from, ordinal, index) -> {
                ByteBuffer bytes = from.getUTF8String(ordinal).getByteBuffer();
                texts.setSafe(index, bytes, bytes.position(), bytes.remaining());
            };
        } else if (vector instanceof VarBinaryVector binaries) {
            return (from, ordinal, index) -> binaries.setSafe(index, from.getBinary(ordinal));
        } else if (vector instanceof DateDayVector days) {
            return (from, ordinal, index) -> days.setSafe(index, from.getInt(ordinal));
        } else if (vector instanceof TimeStampVector instants) {
            return (from, ordinal, index) -> instants.setSafe(index, from.getLong(ordinal));
        } else if (vector instanceof DurationVector durations) {
            return (from, ordinal, index) -> durations.setSafe(index, from.getLong(ordinal));
        } else if (vector instanceof IntervalYearVector months) {
            return (from, ordinal, index) -> months.setSafe(index, from.getInt(ordinal));
        } else if (vector instanceof IntervalMonthDayNanoVector intervals) {
            return (from, ordinal, index) -> {
                CalendarInterval value = from.getInterval(ordinal);
                intervals.setSafe(
                        index, value.months, value.days, Math.multiplyExact(value.microseconds, NANOS_PER_MICRO));
            };
        } else if (vector instanceof TimeNanoVector times) {
            return (from, ordinal, index) -> times.setSafe(index, from.getLong(ordinal));
        } else if (vector instanceof NullVector) {
            return (from, ordinal, index) -> {};
        }
        throw new IllegalArgumentException("no rows of " + vector.getField() + " can be written");
    }

    private static ValueWriter list(ListVector list, DataType elementType) {
        FieldVector elements = list.getDataVector();
        ValueWriter element = of(elements, elementType);
        return (from, ordinal, index) -> {
            var array = from.getArray(ordinal);
            int start = list.startNewValue(index);
            int length = array.numElements();
            for (int i = 0; i < length; i++) {
                write(element, elements, array, i, start + i);
            }
            list.endValue(index, length);
        };
    }

    private static ValueWriter map(MapVector map, MapType type) {
        var entries = (StructVector) map.getDataVector();
        FieldVector keys = entries.getChildrenFromFields().get(0);
        FieldVector values = entries.getChildrenFromFields().get(1);
        ValueWriter key = of(keys, type.keyType());
        ValueWriter value = of(values, type.valueType());
        return (from, ordinal, index) -> {
            var found = from.getMap(ordinal);
            int start = map.startNewValue(index);
            int length = found.numElements();
            for (int i = 0; i < length; i++) {
                entries.setIndexDefined(start + i);
                write(key, keys, found.keyArray(), i, start + i);
                write(value, values, found.valueArray(), i, start + i);
            }
            map.endValue(index, length);
        };
    }

    private static ValueWriter struct(StructVector struct, StructType type) {
        List<FieldVector> children = struct.getChildrenFromFields();
        List<ValueWriter> writers = new ArrayList<>();
        for (int i = 0; i < children.size(); i++) {
            writers.add(of(children.get(i), type.fields()[i].dataType()));
        }
        return (from, ordinal, index) -> {
            var row = from.getStruct(ordinal, writers.size());
            struct.setIndexDefined(index);
            for (int i = 0; i < writers.size(); i++) {
                write(writers.get(i), children.get(i), row, i, index);
            }
        };
    }
}
