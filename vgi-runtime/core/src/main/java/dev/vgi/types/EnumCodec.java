package dev.vgi.types;

import java.util.Objects;
import org.apache.arrow.vector.BaseIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;
import org.jspecify.annotations.Nullable;

/**
 * Converts enums by the names of their constants. A dictionary holds all constants in order, so every batch of a stream
 * has the same one; dictionaries of any index type and plain strings are read.
 */
final class EnumCodec extends TypeCodec {
    private final EnumNames names;
    private final String javaType;
    private final TypeSpec type;

    EnumCodec(Class<?> enumType, TypeSpec type, Absence absence) {
        super(absence);
        this.names = EnumNames.of(enumType);
        this.javaType = enumType.getSimpleName();
        this.type = type;
    }

    @Override
    TypeSpec type(DictionaryIds ids) {
        return TypeSpec.of(ids.renumber(type.field("", true)));
    }

    @Override
    String javaType() {
        return javaType;
    }

    @Override
    ColumnWriter open(FieldVector vector, DictionaryProvider dictionaries, @Nullable String refusesNull) {
        DictionaryEncoding encoding = vector.getField().getDictionary();
        if (encoding == null) {
            return ColumnWriters.scalar(vector, "utf8", refusesNull);
        }
        Dictionary dictionary = Objects.requireNonNull(dictionaries.lookup(encoding.getId()));
        ColumnWriter values = ColumnWriters.scalar(dictionary.getVector(), "utf8", javaType);
        DictionaryWriter writer = new DictionaryWriter(
                (BaseIntVector) vector, dictionary.getVector(), encoding.getIndexType(), values, refusesNull);
        for (String name : names.names()) {
            writer.add(name);
        }
        return new ColumnWriter(vector, refusesNull) {
            @Override
            void set(int row, Object value) {
                writer.set(row, value instanceof Enum<?> constant ? EnumNames.of(constant) : value);
            }
        };
    }

    @Override
    ColumnReader open(Field wire, FieldVector vector, DictionaryProvider dictionaries) {
        if (!JavaScalar.isText(wire.getType().getTypeID())) {
            throw unreadable(wire);
        }
        ColumnReader reader = ColumnReaders.of(wire, vector, dictionaries);
        return row -> {
            Object name = reader.read(row);
            return name == null ? null : constant((String) name);
        };
    }

    private Enum<?> constant(String name) {
        Enum<?> constant = names.constant(name);
        if (constant == null) {
            throw ConversionException.of(name, "a constant of " + javaType + ": " + String.join(", ", names.names()));
        }
        return constant;
    }
}
