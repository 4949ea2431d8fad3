package dev.vgi.connector.options;

import dev.vgi.Redaction;
import dev.vgi.VgiException;
import dev.vgi.types.Values;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Arguments as options give them.
 *
 * @param values those of {@code args}: what JSON has, or plain Java objects
 * @param texts those of {@code arg.<name>}, whose meaning depends on the parameter's type
 */
public record Arguments(Map<String, ?> values, Map<String, String> texts) implements Serializable {
    /** @throws VgiException INVALID_ARGUMENT for an argument that is given twice */
    public Arguments {
        for (String name : texts.keySet()) {
            if (values.containsKey(name)) {
                throw VgiException.invalidArgument("argument '" + name
                        + "' is given by option 'args' and by option 'arg." + name + "', expected one of them");
            }
        }
    }

    /** Whether an argument of this name is given. */
    public boolean contains(String name) {
        return values.containsKey(name) || texts.containsKey(name);
    }

    /** The arguments for these parameters. A name that none of them has is left for the call to refuse. */
    public Map<String, ?> resolve(Schema parameters) {
        Map<String, @Nullable Object> resolved = new LinkedHashMap<>();
        resolved.putAll(values);
        texts.forEach((name, text) -> {
            Optional<Field> parameter = parameters.getFields().stream()
                    .filter(field -> field.getName().equals(name))
                    .findFirst();
            resolved.put(name, parameter.isEmpty() ? text : parse(parameter.get(), text));
        });
        return resolved;
    }

    private static @Nullable Object parse(Field parameter, String text) {
        return !isText(parameter) && text.strip().equals("null") ? null : Values.parseText(parameter, text);
    }

    private static boolean isText(Field parameter) {
        return switch (parameter.getType().getTypeID()) {
            case Utf8, LargeUtf8, Utf8View -> true;
            default -> false;
        };
    }

    /** For plans and errors, without what sounds like a credential. */
    public static String describe(Map<String, ?> arguments) {
        var shown = new LinkedHashMap<String, String>();
        arguments.forEach((name, value) -> shown.put(name, String.valueOf(value)));
        return Redaction.values(shown).toString();
    }

    /** Names only. */
    @Override
    public String toString() {
        return values.keySet() + " " + texts.keySet();
    }
}
