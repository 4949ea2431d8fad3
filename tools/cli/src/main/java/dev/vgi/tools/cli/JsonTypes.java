package dev.vgi.tools.cli;

import dev.vgi.VgiException;
import dev.vgi.types.SchemaText;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Finds the columns of JSON objects: text, true and false, integers of 64 bits, numbers with a fraction, lists and
 * structs, all nullable. What is always null is text.
 */
final class JsonTypes {
    private static final ArrowType LONG = new ArrowType.Int(64, true);
    private static final ArrowType DOUBLE = new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE);
    private static final ArrowType TEXT = ArrowType.Utf8.INSTANCE;

    private final Map<String, Field> columns = new LinkedHashMap<>();

    void add(Map<String, ?> row) {
        row.forEach((name, value) -> columns.merge(name, field(name, value), JsonTypes::common));
    }

    Schema schema() {
        return new Schema(columns.values().stream().map(JsonTypes::settled).toList());
    }

    private static Field field(String name, @Nullable Object value) {
        if (value instanceof List<?> list) {
            Field item = list.stream()
                    .map(each -> field("item", each))
                    .reduce(JsonTypes::common)
                    .orElse(field("item", null));
            return nullable(name, ArrowType.List.INSTANCE, List.of(item));
        }
        if (value instanceof Map<?, ?> struct) {
            List<Field> fields = struct.entrySet().stream()
                    .map(entry -> field(String.valueOf(entry.getKey()), entry.getValue()))
                    .toList();
            return nullable(name, ArrowType.Struct.INSTANCE, fields);
        }
        return nullable(name, type(name, value), List.of());
    }

    private static ArrowType type(String name, @Nullable Object value) {
        if (value == null) {
            return ArrowType.Null.INSTANCE;
        }
        if (value instanceof Boolean) {
            return ArrowType.Bool.INSTANCE;
        }
        if (value instanceof Integer || value instanceof Long) {
            return LONG;
        }
        if (value instanceof BigDecimal) {
            return DOUBLE;
        }
        if (value instanceof String) {
            return TEXT;
        }
        throw VgiException.invalidArgument("column '" + name + "': " + value
                + " does not fit into 64 bits; declare the column with --input-schema");
    }

    private static Field common(Field left, Field right) {
        if (left.equals(right) || right.getType() instanceof ArrowType.Null) {
            return left;
        }
        if (left.getType() instanceof ArrowType.Null) {
            return right;
        }
        String name = left.getName();
        if (left.getType().equals(right.getType())) {
            return nullable(name, left.getType(), children(left, right));
        }
        if (Set.of(left.getType(), right.getType()).equals(Set.of(LONG, DOUBLE))) {
            return nullable(name, DOUBLE, List.of());
        }
        throw VgiException.invalidArgument("column '" + name + "' holds " + SchemaText.typeOf(left)
                + " in some rows and " + SchemaText.typeOf(right) + " in others; declare it with --input-schema");
    }

    private static List<Field> children(Field left, Field right) {
        Map<String, Field> children = new LinkedHashMap<>();
        left.getChildren().forEach(child -> children.put(child.getName(), child));
        right.getChildren().forEach(child -> children.merge(child.getName(), child, JsonTypes::common));
        return List.copyOf(children.values());
    }

    /** The same with text in the place of what was always null. */
    private static Field settled(Field field) {
        boolean unknown = field.getType() instanceof ArrowType.Null;
        return nullable(
                field.getName(),
                unknown ? TEXT : field.getType(),
                field.getChildren().stream().map(JsonTypes::settled).toList());
    }

    private static Field nullable(String name, ArrowType type, List<Field> children) {
        return new Field(name, FieldType.nullable(type), children);
    }
}
