package dev.vgi.spark;

import dev.vgi.VgiException;
import dev.vgi.connect.Arguments;
import dev.vgi.connect.PlannedMethod;
import dev.vgi.types.SchemaText;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.arrow.vector.types.pojo.Field;

/**
 * Something that a worker may be told, so that it sends less.
 *
 * @param option the option that names the parameter
 * @param parameter the parameter; empty where nothing is to be pushed down
 * @param isAskedFor whether the user named it, so that it has to be there
 */
record PushDown(VgiOption option, Optional<String> parameter, boolean isAskedFor) {
    private static final String NONE = "none";

    static PushDown of(OptionText options, VgiOption option) {
        Optional<String> named = options.text(option).map(String::strip);
        String name = named.orElse(option.defaultValue());
        return new PushDown(
                option, name.equalsIgnoreCase(NONE) ? Optional.empty() : Optional.of(name), named.isPresent());
    }

    /** The parameter to use with this method; empty where it has none that fits, or the user gave an argument for it. */
    Optional<String> bind(PlannedMethod method, Arguments arguments, Predicate<Field> fits, String expected) {
        Optional<String> bound = parameter
                .filter(name -> !arguments.contains(name))
                .filter(name -> method.parameter(name).filter(fits).isPresent());
        if (bound.isEmpty() && isAskedFor && parameter.isPresent() && !arguments.contains(parameter.get())) {
            throw VgiException.invalidArgument(
                    "option '" + option.key() + "' is '" + parameter.get() + "', expected " + expected + " of "
                            + method.name() + ", which takes (" + SchemaText.print(method.parameters()) + ")");
        }
        return bound;
    }

    static boolean isListOfStrings(Field parameter) {
        return switch (parameter.getType().getTypeID()) {
            case List, LargeList ->
                switch (parameter.getChildren().get(0).getType().getTypeID()) {
                    case Utf8, LargeUtf8 -> true;
                    default -> false;
                };
            default -> false;
        };
    }

    static boolean isInteger(Field parameter) {
        return parameter.getDictionary() == null
                && parameter.getType() instanceof org.apache.arrow.vector.types.pojo.ArrowType.Int type
                && type.getBitWidth() >= 32;
    }
}
