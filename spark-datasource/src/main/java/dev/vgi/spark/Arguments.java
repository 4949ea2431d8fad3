package dev.vgi.spark;

import dev.vgi.Redaction;
import dev.vgi.VgiException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Arguments as options give them.
 *
 * @param values those of {@code args}: what JSON has
 * @param texts those of {@code arg.<name>}, whose meaning depends on the parameter's type
 */
record Arguments(Map<String, @Nullable Object> values, Map<String, String> texts) {
    Arguments {
        for (String name : texts.keySet()) {
            if (values.containsKey(name)) {
                throw VgiException.invalidArgument("argument '" + name
                        + "' is given by option 'args' and by option 'arg." + name + "', expected one of them");
            }
        }
    }

    static Arguments of(OptionText options) {
        return new Arguments(options.object(VgiOption.ARGS), options.prefixed(VgiOption.ARG));
    }

    boolean contains(String name) {
        return values.containsKey(name) || texts.containsKey(name);
    }

    /** The arguments for these parameters. A name that none of them has is left for the call to refuse. */
    Map<String, @Nullable Object> resolve(Schema parameters) {
        Map<String, @Nullable Object> resolved = new LinkedHashMap<>();
        resolved.putAll(values);
        texts.forEach((name, text) -> {
            Optional<Field> parameter = parameters.getFields().stream()
                    .filter(field -> field.getName().equals(name))
                    .findFirst();
            boolean isText = parameter.map(Arguments::isText).orElse(true);
            resolved.put(name, isText ? text : OptionText.jsonOrText(text));
        });
        return resolved;
    }

    private static boolean isText(Field parameter) {
        return switch (parameter.getType().getTypeID()) {
            case Utf8, LargeUtf8, Utf8View -> true;
            default -> false;
        };
    }

    /** For plans and errors, without what sounds like a credential. */
    static String describe(Map<String, ? extends @Nullable Object> arguments) {
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
