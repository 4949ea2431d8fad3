package dev.vgi.connector.plan;

import dev.vgi.VgiException;
import dev.vgi.connector.options.Arguments;
import dev.vgi.types.SchemaText;
import java.io.Serializable;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.jspecify.annotations.Nullable;

/**
 * A parameter that tells a method what a query needs, so that it sends less. Methods without one are read in full.
 *
 * @param option the option that names the parameter
 * @param parameter the parameter; null where the worker is told nothing
 * @param isAskedFor whether the user named it, so that the method has to have it
 */
public record PushdownParameter(String option, @Nullable String parameter, boolean isAskedFor) implements Serializable {
    private static final String NONE = "none";

    /**
     * What an option says.
     *
     * @param given its value, {@code none} for no parameter; null where it is not given
     * @param usual the parameter that is used then
     */
    public static PushdownParameter of(String option, @Nullable String given, String usual) {
        String name = given == null ? usual : given.strip();
        return new PushdownParameter(option, name.equalsIgnoreCase(NONE) ? null : name, given != null);
    }

    /**
     * The parameter that takes the names of columns.
     *
     * @param arguments what the user gives: a parameter that is among them is the user's
     * @return empty where there is none
     * @throws VgiException INVALID_ARGUMENT where the user named one that the method does not have
     */
    public Optional<String> forColumns(ResolvedMethod method, Arguments arguments) {
        return bind(method, arguments, PushdownParameter::isListOfStrings, "list of strings");
    }

    /** The parameter that takes a number of rows, likewise. */
    public Optional<String> forRows(ResolvedMethod method, Arguments arguments) {
        return bind(method, arguments, PushdownParameter::isInteger, "int or bigint");
    }

    private Optional<String> bind(ResolvedMethod method, Arguments arguments, Predicate<Field> fits, String type) {
        if (parameter == null || arguments.contains(parameter)) {
            return Optional.empty();
        }
        if (method.parameter(parameter).filter(fits).isPresent()) {
            return Optional.of(parameter);
        }
        if (isAskedFor) {
            throw VgiException.invalidArgument(
                    "option '" + option + "' is '" + parameter + "', expected a parameter of type " + type + " of "
                            + method.name() + ", which takes (" + SchemaText.print(method.parameters()) + ")");
        }
        return Optional.empty();
    }

    private static boolean isListOfStrings(Field parameter) {
        return switch (parameter.getType().getTypeID()) {
            case List, LargeList ->
                switch (parameter.getChildren().get(0).getType().getTypeID()) {
                    case Utf8, LargeUtf8 -> true;
                    default -> false;
                };
            default -> false;
        };
    }

    private static boolean isInteger(Field parameter) {
        return parameter.getDictionary() == null
                && parameter.getType() instanceof ArrowType.Int type
                && type.getBitWidth() >= 32;
    }
}
