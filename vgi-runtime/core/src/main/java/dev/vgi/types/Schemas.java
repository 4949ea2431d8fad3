package dev.vgi.types;

import java.util.List;
import java.util.stream.Collectors;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/** Compares schemas in message format as the protocol does: names, types and nullability in order, and nothing else. */
public final class Schemas {
    private Schemas() {}

    /**
     * Checks whether two schemas have the same fields in the same order. Metadata, dictionary ids and the names of list
     * and map children do not count.
     */
    public static boolean sameFields(Schema a, Schema b) {
        List<Field> left = a.getFields();
        List<Field> right = b.getFields();
        if (left.size() != right.size()) {
            return false;
        }
        for (int i = 0; i < left.size(); i++) {
            if (!same(left.get(i), right.get(i))) {
                return false;
            }
        }
        return true;
    }

    /**
     * Returns the first difference in one line, such as {@code column 3 'x': found int32 not null, expected int64};
     * empty where the fields are the {@linkplain #sameFields same}. Columns count from 1.
     */
    public static String difference(Schema found, Schema expected) {
        List<Field> left = found.getFields();
        List<Field> right = expected.getFields();
        if (!names(left).equals(names(right))) {
            return "found the columns " + names(left) + ", expected " + names(right);
        }
        for (int i = 0; i < left.size(); i++) {
            if (!same(left.get(i), right.get(i))) {
                return "column " + (i + 1) + " '" + left.get(i).getName() + "': found " + describe(left.get(i))
                        + ", expected " + describe(right.get(i));
            }
        }
        return "";
    }

    /** Returns a field's type token, with {@code not null} where the field is not nullable. */
    static String describe(Field field) {
        return TypeTokens.token(field) + (field.isNullable() ? "" : " not null");
    }

    private static boolean same(Field a, Field b) {
        return a.getName().equals(b.getName())
                && a.isNullable() == b.isNullable()
                && (a.equals(b) || TypeTokens.token(a).equals(TypeTokens.token(b)));
    }

    private static String names(List<Field> fields) {
        return fields.stream().map(Field::getName).collect(Collectors.joining(", ", "(", ")"));
    }
}
