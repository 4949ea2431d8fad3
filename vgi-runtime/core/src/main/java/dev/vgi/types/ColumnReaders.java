package dev.vgi.types;

import dev.vgi.Code;
import dev.vgi.VgiException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.vector.BaseIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.complex.MapVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;
import org.jspecify.annotations.Nullable;

/** Creates readers for any Arrow field as plain Java objects, chosen by its type alone. */
final class ColumnReaders {
    private ColumnReaders() {}

    /**
     * Returns the reader of a field in message format whose vector is in memory format.
     *
     * @throws VgiException UNIMPLEMENTED for a type whose values cannot be read
     */
    static ColumnReader of(Field wire, FieldVector vector, DictionaryProvider dictionaries) {
        if (wire.getDictionary() != null) {
            return dictionary(wire, vector, dictionaries, ColumnReaders::of);
        }
        ArrowType type = wire.getType();
        if (vector instanceof MapVector map) {
            return map(wire, map, dictionaries);
        }
        if (vector instanceof StructVector struct) {
            return struct(wire, struct, dictionaries);
        }
        if (ListWriter.isList(type)) {
            Field item = wire.getChildren().get(0);
            ColumnReader element = of(item, vector.getChildrenFromFields().get(0), dictionaries);
            ListBounds bounds = ListBounds.of(vector);
            return row -> vector.isNull(row) ? null : list(bounds, row, element);
        }
        if (type instanceof ArrowType.Union union) {
            return Unions.reader(wire, union, vector, dictionaries);
        }
        if (type instanceof ArrowType.RunEndEncoded) {
            return RunEnds.reader(wire, vector, dictionaries);
        }
        return ScalarReaders.of(vector, TypeTokens.token(wire));
    }

    /** Makes the reader of a dictionary's values. */
    interface Values {
        ColumnReader reader(Field wire, FieldVector vector, DictionaryProvider dictionaries);
    }

    static ColumnReader dictionary(Field wire, FieldVector vector, DictionaryProvider dictionaries, Values factory) {
        DictionaryEncoding encoding = wire.getDictionary();
        Dictionary dictionary = encoding == null ? null : dictionaries.lookup(encoding.getId());
        if (dictionary == null) {
            throw VgiException.of(
                    Code.DATA_LOSS,
                    "column '" + wire.getName() + "': found a dictionary-encoded column without its dictionary");
        }
        Field valueField = new TypeSpec(wire.getType(), null, wire.getChildren()).field(wire.getName(), true);
        FieldVector values = dictionary.getVector();
        ColumnReader reader = factory.reader(valueField, values, dictionaries);
        BaseIntVector indices = (BaseIntVector) vector;
        return row -> {
            if (vector.isNull(row)) {
                return null;
            }
            long index = indices.getValueAsLong(row);
            if (index < 0 || index >= values.getValueCount()) {
                throw ConversionException.lossy(
                        "the dictionary index " + index, "a dictionary of " + values.getValueCount());
            }
            return reader.read((int) index);
        };
    }

    static List<@Nullable Object> list(ListBounds bounds, int row, ColumnReader element) {
        int start = bounds.start(row);
        int end = bounds.end(row);
        List<@Nullable Object> list = new ArrayList<>(end - start);
        for (int i = start; i < end; i++) {
            try {
                list.add(element.read(i));
            } catch (ConversionException e) {
                Batches.close(list);
                throw e.atIndex(i - start);
            }
        }
        return Collections.unmodifiableList(list);
    }

    private static ColumnReader map(Field wire, MapVector vector, DictionaryProvider dictionaries) {
        Field entries = wire.getChildren().get(0);
        List<FieldVector> columns = vector.getDataVector().getChildrenFromFields();
        ColumnReader keys = of(entries.getChildren().get(0), columns.get(0), dictionaries);
        ColumnReader values = of(entries.getChildren().get(1), columns.get(1), dictionaries);
        ListBounds bounds = ListBounds.of(vector);
        return row -> vector.isNull(row) ? null : map(bounds, row, keys, values);
    }

    static Map<Object, @Nullable Object> map(ListBounds bounds, int row, ColumnReader keys, ColumnReader values) {
        Map<Object, @Nullable Object> map = new LinkedHashMap<>();
        for (int i = bounds.start(row); i < bounds.end(row); i++) {
            Object key = key(keys.read(i));
            try {
                if (map.containsKey(key)) {
                    throw ConversionException.lossy("a second value for one key", "a map");
                }
                map.put(key, values.read(i));
            } catch (ConversionException e) {
                Batches.close(map);
                throw e.atKey(key);
            }
        }
        return Collections.unmodifiableMap(map);
    }

    private static Object key(@Nullable Object key) {
        if (key == null) {
            throw ConversionException.problem("found null as a key, expected a value");
        }
        return key instanceof byte[] bytes ? ByteBuffer.wrap(bytes) : key;
    }

    private static ColumnReader struct(Field wire, StructVector vector, DictionaryProvider dictionaries) {
        List<FieldVector> children = vector.getChildrenFromFields();
        List<ColumnReader> readers = new ArrayList<>(children.size());
        for (int i = 0; i < children.size(); i++) {
            readers.add(of(wire.getChildren().get(i), children.get(i), dictionaries));
        }
        return row -> vector.isNull(row) ? null : row(wire.getChildren(), readers, row);
    }

    static Map<String, @Nullable Object> row(List<Field> fields, List<ColumnReader> readers, int row) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        for (int i = 0; i < readers.size(); i++) {
            String name = fields.get(i).getName();
            try {
                values.put(name, readers.get(i).read(row));
            } catch (ConversionException e) {
                throw e.atName(name);
            }
        }
        return values;
    }
}
