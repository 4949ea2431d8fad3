package dev.vgi.tools.cli;

import dev.vgi.VgiException;
import dev.vgi.types.SchemaText;
import dev.vgi.types.Values;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** A call's arguments as a user types them. */
final class Arguments {
    private Arguments() {}

    /**
     * The values by name.
     *
     * @param json an object; null for none
     * @param pairs {@code key=value} each, read by the parameter's type
     * @throws VgiException INVALID_ARGUMENT for what is neither, or a name that is there twice
     */
    static Map<String, @Nullable Object> parse(Schema parameters, @Nullable String json, List<String> pairs) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>(json == null ? Map.of() : Values.parseObject(json));
        for (String pair : pairs) {
            int equals = pair.indexOf('=');
            if (equals < 1) {
                throw VgiException.invalidArgument("found the argument '" + pair + "', expected KEY=VALUE");
            }
            String name = pair.substring(0, equals);
            if (values.containsKey(name)) {
                throw VgiException.invalidArgument("found the argument '" + name + "' twice, expected it once");
            }
            values.put(name, value(parameters, name, pair.substring(equals + 1)));
        }
        return values;
    }

    private static @Nullable Object value(Schema parameters, String name, String text) {
        Field parameter = parameters.getFields().stream()
                .filter(field -> field.getName().equals(name))
                .findFirst()
                .orElseThrow(() -> VgiException.invalidArgument("found the argument '" + name
                        + "', which the method does not have; it takes (" + SchemaText.print(parameters) + ")"));
        if (text.equals("null") && !isText(parameter.getType())) {
            return null;
        }
        try {
            return Values.parseText(parameter, text);
        } catch (VgiException e) {
            throw VgiException.of(
                    e.code(),
                    "the argument '" + name + "' is of the type " + SchemaText.typeOf(parameter) + ": "
                            + e.getMessage(),
                    e);
        }
    }

    private static boolean isText(ArrowType type) {
        return type instanceof ArrowType.Utf8
                || type instanceof ArrowType.LargeUtf8
                || type instanceof ArrowType.Utf8View;
    }
}
