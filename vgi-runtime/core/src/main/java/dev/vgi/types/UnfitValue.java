package dev.vgi.types;

import dev.vgi.VgiException;
import dev.vgi.arrow.Batch;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Describes a value that the type declared for its column cannot hold.
 *
 * @param column the column's name
 * @param row where it is in its batch, from 0
 * @param problem the value, shortened, and what was expected
 */
public record UnfitValue(String column, int row, String problem) {

    /**
     * Returns the first such value in the columns of these names; empty where each value fits, and where one cannot be
     * read. It looks at one value after the other, so it is for batches that were refused.
     *
     * @param declared in message format
     * @param allocator for the values that are tried
     */
    public static Optional<UnfitValue> first(Batch input, Schema declared, BufferAllocator allocator) {
        for (int row = 0; row < input.rowCount(); row++) {
            Map<String, @Nullable Object> values;
            try {
                values = Values.row(input, row);
            } catch (VgiException e) {
                return Optional.empty();
            }
            for (Field field : declared.getFields()) {
                if (values.containsKey(field.getName())) {
                    String problem = problem(field, values.get(field.getName()), allocator);
                    if (!problem.isEmpty()) {
                        return Optional.of(new UnfitValue(field.getName(), row, problem));
                    }
                }
            }
        }
        return Optional.empty();
    }

    private static String problem(Field field, @Nullable Object value, BufferAllocator allocator) {
        try (Batch ignored = Values.encode(
                new Schema(Collections.singletonList(field)),
                Collections.singletonMap(field.getName(), value),
                allocator)) {
            return "";
        } catch (VgiException e) {
            String message = Objects.requireNonNullElse(e.getMessage(), "");
            String path = field.getName() + ": ";
            return message.startsWith(path) ? message.substring(path.length()) : message;
        }
    }

    /** Returns the text for an error. */
    @Override
    public String toString() {
        return "column '" + column + "' of row " + row + " of a batch: " + problem;
    }
}
