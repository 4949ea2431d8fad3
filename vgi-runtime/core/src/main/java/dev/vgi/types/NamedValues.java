package dev.vgi.types;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.vector.types.pojo.Field;
import org.jspecify.annotations.Nullable;

/** Writes a row from a map of names to values. An omitted nullable value is null. */
final class NamedValues {
    private final List<Field> fields;
    private final List<ColumnWriter> writers;
    private final String kind;
    private final Map<String, Integer> positions = new LinkedHashMap<>();

    /** @param kind what the fields are called in an error: parameters, columns or fields */
    NamedValues(List<Field> fields, List<ColumnWriter> writers, String kind) {
        this.fields = fields;
        this.writers = writers;
        this.kind = kind;
        for (int i = 0; i < fields.size(); i++) {
            positions.put(fields.get(i).getName(), i);
        }
    }

    void write(int row, Object value) {
        if (!(value instanceof Map<?, ?> values)) {
            throw ConversionException.of(value, "an object with the " + kind + " " + positions.keySet());
        }
        refuseUnknown(values);
        refuseMissing(values);
        for (int i = 0; i < fields.size(); i++) {
            String name = fields.get(i).getName();
            try {
                writers.get(i).write(row, (@Nullable Object) values.get(name));
            } catch (ConversionException e) {
                throw e.atName(name);
            }
        }
    }

    private void refuseUnknown(Map<?, ?> values) {
        for (Object name : values.keySet()) {
            if (!positions.containsKey(name)) {
                throw ConversionException.problem("found the unknown name '" + name + "', expected the " + kind + " "
                        + String.join(", ", positions.keySet()));
            }
        }
    }

    private void refuseMissing(Map<?, ?> values) {
        List<String> missing = new ArrayList<>();
        for (int i = 0; i < fields.size(); i++) {
            String name = fields.get(i).getName();
            if (!writers.get(i).acceptsNull() && !values.containsKey(name)) {
                missing.add(name + " (" + TypeTokens.token(fields.get(i)) + ")");
            }
        }
        if (!missing.isEmpty()) {
            throw ConversionException.problem(
                    "missing " + kind + " that are not nullable: " + String.join(", ", missing));
        }
    }
}
