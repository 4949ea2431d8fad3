package dev.vgi.server.http;

import dev.vgi.arrow.Batch;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;

/** Small batches, written out. */
public final class Rows {
    public static final ArrowType INT64 = new ArrowType.Int(64, true);
    static final ArrowType FLOAT64 = new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE);

    private Rows() {}

    public static Field column(String name, ArrowType type) {
        return new Field(name, FieldType.notNullable(type), List.of());
    }

    public static Schema schema(Field... fields) {
        return new Schema(List.of(fields));
    }

    /** One row of parameters: names and values in turn, of type long, double, String or byte[]. */
    public static Batch parameters(BufferAllocator allocator, Object... namesAndValues) {
        if (namesAndValues.length == 0) {
            return Batch.withoutColumns(1);
        }
        var vectors = new ArrayList<FieldVector>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            vectors.add(vector(allocator, (String) namesAndValues[i], List.of(namesAndValues[i + 1])));
        }
        return Batch.of(new VectorSchemaRoot(vectors));
    }

    /** One column of these values. */
    public static Batch column(BufferAllocator allocator, String name, List<?> values) {
        return Batch.of(new VectorSchemaRoot(List.of(vector(allocator, name, values))));
    }

    private static FieldVector vector(BufferAllocator allocator, String name, List<?> values) {
        Object first = values.get(0);
        FieldVector vector;
        if (first instanceof Long) {
            var longs = new BigIntVector(column(name, INT64), allocator);
            longs.allocateNew(values.size());
            for (int i = 0; i < values.size(); i++) {
                longs.set(i, (Long) values.get(i));
            }
            vector = longs;
        } else if (first instanceof Double) {
            var doubles = new Float8Vector(column(name, FLOAT64), allocator);
            doubles.allocateNew(values.size());
            for (int i = 0; i < values.size(); i++) {
                doubles.set(i, (Double) values.get(i));
            }
            vector = doubles;
        } else if (first instanceof String) {
            var strings = new VarCharVector(column(name, ArrowType.Utf8.INSTANCE), allocator);
            for (int i = 0; i < values.size(); i++) {
                strings.setSafe(i, ((String) values.get(i)).getBytes(StandardCharsets.UTF_8));
            }
            vector = strings;
        } else {
            var bytes = new VarBinaryVector(column(name, ArrowType.Binary.INSTANCE), allocator);
            for (int i = 0; i < values.size(); i++) {
                bytes.setSafe(i, (byte[]) values.get(i));
            }
            vector = bytes;
        }
        vector.setValueCount(values.size());
        return vector;
    }

    /** The values of a column as Java objects; text as String. */
    public static List<Object> values(Batch batch, String column) {
        FieldVector vector = batch.vector(column);
        var values = new ArrayList<Object>();
        for (int i = 0; i < vector.getValueCount(); i++) {
            Object value = vector.getObject(i);
            values.add(
                    value instanceof byte[]
                                    || !(value instanceof CharSequence
                                            || value instanceof org.apache.arrow.vector.util.Text)
                            ? value
                            : value.toString());
        }
        return values;
    }
}
