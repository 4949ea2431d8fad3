package dev.vgi.arrow;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.flatbuf.Decimal;
import org.apache.arrow.flatbuf.Int;
import org.apache.arrow.flatbuf.KeyValue;
import org.apache.arrow.flatbuf.Type;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Reads the schema of a flatbuffer. Arrow Java converts all types but decimals of 32 and 64 bits, so a field that is or
 * holds one is converted here.
 */
final class SchemaFields {
    private SchemaFields() {}

    static Schema of(org.apache.arrow.flatbuf.Schema schema) {
        var fields = new ArrayList<Field>();
        boolean narrow = false;
        for (int i = 0; i < schema.fieldsLength(); i++) {
            narrow |= isNarrow(schema.fields(i));
        }
        if (!narrow) {
            return Schema.convertSchema(schema);
        }
        for (int i = 0; i < schema.fieldsLength(); i++) {
            fields.add(field(schema.fields(i)));
        }
        var metadata = new LinkedHashMap<String, String>();
        for (int i = 0; i < schema.customMetadataLength(); i++) {
            put(metadata, schema.customMetadata(i));
        }
        return new Schema(fields, metadata);
    }

    private static boolean isNarrow(org.apache.arrow.flatbuf.Field field) {
        if (field.typeType() == Type.Decimal) {
            int bits = decimal(field).bitWidth();
            return bits == 32 || bits == 64;
        }
        for (int i = 0; i < field.childrenLength(); i++) {
            if (isNarrow(field.children(i))) {
                return true;
            }
        }
        return false;
    }

    private static Field field(org.apache.arrow.flatbuf.Field field) {
        if (!isNarrow(field)) {
            return Field.convertField(field);
        }
        ArrowType type;
        if (field.typeType() == Type.Decimal) {
            Decimal decimal = decimal(field);
            type = new ArrowType.Decimal(decimal.precision(), decimal.scale(), decimal.bitWidth());
        } else {
            type = ArrowType.getTypeForField(field);
        }
        var children = new ArrayList<Field>();
        for (int i = 0; i < field.childrenLength(); i++) {
            children.add(field(field.children(i)));
        }
        Map<String, String> metadata = new LinkedHashMap<>();
        for (int i = 0; i < field.customMetadataLength(); i++) {
            put(metadata, field.customMetadata(i));
        }
        return new Field(
                field.name(),
                new FieldType(field.nullable(), type, encoding(field.dictionary()), metadata),
                List.copyOf(children));
    }

    private static Decimal decimal(org.apache.arrow.flatbuf.Field field) {
        return (Decimal) field.type(new Decimal());
    }

    private static @Nullable DictionaryEncoding encoding(
            org.apache.arrow.flatbuf.@Nullable DictionaryEncoding dictionary) {
        if (dictionary == null) {
            return null;
        }
        Int index = dictionary.indexType();
        return new DictionaryEncoding(
                dictionary.id(),
                dictionary.isOrdered(),
                index == null ? null : new ArrowType.Int(index.bitWidth(), index.isSigned()));
    }

    private static void put(Map<String, String> metadata, KeyValue entry) {
        String key = entry.key();
        String value = entry.value();
        metadata.put(key == null ? "" : key, value == null ? "" : value);
    }
}
