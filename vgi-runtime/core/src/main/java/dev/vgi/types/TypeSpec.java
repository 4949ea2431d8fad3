package dev.vgi.types;

import java.util.List;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.jspecify.annotations.Nullable;

/** Holds an Arrow type in message format: all of a field but its name and nullability. */
record TypeSpec(ArrowType type, @Nullable DictionaryEncoding dictionary, List<Field> children) {
    static final ArrowType UTF8 = new ArrowType.Utf8();
    static final ArrowType BINARY = new ArrowType.Binary();
    static final ArrowType BOOL = new ArrowType.Bool();
    static final ArrowType DATE32 = new ArrowType.Date(DateUnit.DAY);
    static final ArrowType FLOAT32 = new ArrowType.FloatingPoint(FloatingPointPrecision.SINGLE);
    static final ArrowType FLOAT64 = new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE);

    static TypeSpec of(ArrowType type) {
        return new TypeSpec(type, null, List.of());
    }

    static TypeSpec of(ArrowType type, Field... children) {
        return new TypeSpec(type, null, List.of(children));
    }

    static TypeSpec of(Field field) {
        return new TypeSpec(field.getType(), field.getDictionary(), field.getChildren());
    }

    static ArrowType.Int integer(int bits) {
        return new ArrowType.Int(bits, true);
    }

    static ArrowType timestamp(TimeUnit unit, @Nullable String zone) {
        return new ArrowType.Timestamp(unit, zone);
    }

    /** Returns a list whose child has the name that pyarrow gives it. */
    static TypeSpec list(TypeSpec element, boolean nullableElements) {
        return of(new ArrowType.List(), element.field("item", nullableElements));
    }

    /** Returns a map whose children have the names that pyarrow gives them; keys are never null. */
    static TypeSpec map(TypeSpec key, TypeSpec value, boolean nullableValues, boolean keysSorted) {
        Field entries = of(new ArrowType.Struct(), key.field("key", false), value.field("value", nullableValues))
                .field("entries", false);
        return of(new ArrowType.Map(keysSorted), entries);
    }

    Field field(String name, boolean nullable) {
        return new Field(name, new FieldType(nullable, type, dictionary), children);
    }
}
