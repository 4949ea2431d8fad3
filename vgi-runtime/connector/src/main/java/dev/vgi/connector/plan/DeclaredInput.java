package dev.vgi.connector.plan;

import dev.vgi.VgiException;
import dev.vgi.types.TypeTokens;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;

/** The columns that a Python worker declares for an exchange, which it tells only where it refuses others. */
public final class DeclaredInput {
    private static final Pattern REFUSAL =
            Pattern.compile("Input schema mismatch: expected (.*?), got ", Pattern.DOTALL);

    /** A column on the first level: those below it are indented. */
    private static final Pattern COLUMN = Pattern.compile("(?m)^(\\S.*?): (\\S.*?)( not null)?$");

    private DeclaredInput() {}

    /** Those of its columns that have no children; empty where there are none, and for another message. */
    public static Optional<Schema> parse(String message) {
        Matcher refusal = REFUSAL.matcher(message);
        List<Field> fields = new ArrayList<>();
        if (refusal.find()) {
            Matcher column = COLUMN.matcher(refusal.group(1));
            while (column.find()) {
                field(column.group(1), column.group(2), column.group(3) == null).ifPresent(fields::add);
            }
        }
        return fields.isEmpty() ? Optional.empty() : Optional.of(new Schema(fields));
    }

    private static Optional<Field> field(String name, String type, boolean nullable) {
        try {
            Field field = TypeTokens.parse(name, token(type));
            return Optional.of(new Field(name, new FieldType(nullable, field.getType(), null), field.getChildren()));
        } catch (VgiException e) {
            return Optional.empty();
        }
    }

    /** As pyarrow writes a type, and as the specification does. */
    private static String token(String type) {
        return switch (type) {
            case "halffloat" -> "float16";
            case "float" -> "float32";
            case "double" -> "float64";
            case "string" -> "utf8";
            case "large_string" -> "large_utf8";
            case "date32[day]" -> "date32";
            case "date64[ms]" -> "date64";
            default -> type.replace('[', '(').replace(']', ')').replace(", ", ",");
        };
    }
}
