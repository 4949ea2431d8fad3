package dev.vgi.types;

import java.util.Objects;
import org.apache.arrow.vector.BaseIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;
import org.jspecify.annotations.Nullable;

/** Numbers, texts, bytes and times, plain or dictionary-encoded. */
final class ScalarCodec extends TypeCodec {
    private final JavaScalar scalar;
    private final String javaType;
    private final TypeSpec type;

    ScalarCodec(JavaScalar scalar, String javaType, TypeSpec type, Absence absence) {
        super(absence);
        this.scalar = scalar;
        this.javaType = javaType;
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
        String token = TypeTokens.token(TypeSpec.of(type.type()).field("", true));
        DictionaryEncoding encoding = vector.getField().getDictionary();
        if (encoding == null) {
            return ColumnWriters.scalar(vector, token, refusesNull);
        }
        Dictionary dictionary = Objects.requireNonNull(dictionaries.lookup(encoding.getId()));
        return new DictionaryWriter(
                (BaseIntVector) vector,
                dictionary.getVector(),
                encoding.getIndexType(),
                ColumnWriters.scalar(dictionary.getVector(), token, javaType),
                refusesNull);
    }

    @Override
    ColumnReader open(Field wire, FieldVector vector, DictionaryProvider dictionaries) {
        if (!scalar.reads(wire.getType())) {
            throw unreadable(wire);
        }
        ColumnReader reader = ColumnReaders.of(wire, vector, dictionaries);
        return row -> {
            Object value = reader.read(row);
            return value == null ? null : scalar.fromArrow(value);
        };
    }
}
