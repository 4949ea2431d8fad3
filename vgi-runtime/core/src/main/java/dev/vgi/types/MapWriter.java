package dev.vgi.types;

import java.util.List;
import java.util.Map;
import org.apache.arrow.vector.complex.MapVector;
import org.apache.arrow.vector.complex.StructVector;
import org.jspecify.annotations.Nullable;

/** Writes maps, or lists of {@code [key, value]} pairs, into a map vector. */
final class MapWriter extends ColumnWriter {
    private final MapVector vector;
    private final StructVector entries;
    private final ColumnWriter keys;
    private final ColumnWriter values;

    MapWriter(MapVector vector, @Nullable String refusesNull, ColumnWriter keys, ColumnWriter values) {
        super(vector, refusesNull);
        this.vector = vector;
        this.entries = (StructVector) vector.getDataVector();
        this.keys = keys;
        this.values = values;
    }

    @Override
    void set(int row, Object value) {
        if (value instanceof Map<?, ?> map) {
            int next = vector.startNewValue(row);
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                write(next++, entry.getKey(), entry.getValue());
            }
            vector.endValue(row, map.size());
        } else if (value instanceof List<?> pairs) {
            int next = vector.startNewValue(row);
            for (Object pair : pairs) {
                if (!(pair instanceof List<?> both) || both.size() != 2) {
                    throw ConversionException.of(pair == null ? "null" : pair, "a list of [key, value] pairs");
                }
                write(next++, both.get(0), both.get(1));
            }
            vector.endValue(row, pairs.size());
        } else {
            throw ConversionException.of(value, "an object, or a list of [key, value] pairs");
        }
    }

    private void write(int entry, @Nullable Object key, @Nullable Object value) {
        entries.setIndexDefined(entry);
        if (key == null) {
            throw ConversionException.problem("found null as a key, expected a value");
        }
        try {
            keys.write(entry, key);
            values.write(entry, value);
        } catch (ConversionException e) {
            throw e.atKey(key);
        }
    }
}
