package dev.vgi.types;

import dev.vgi.VgiException;
import dev.vgi.arrow.Batch;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Converts rows that have no Java type: maps of names to plain objects, and JSON.
 *
 * <p>Written are natural Java objects and the forms they take in JSON: ISO-8601 texts for dates, times and intervals,
 * base64 for binary, decimals and integers also as strings, {@code "NaN"} and {@code "Infinity"}, enums by name,
 * structs as objects, maps as objects or as lists of {@code [key, value]} pairs. Nothing is rounded but decimal
 * fractions to binary ones, and nothing is cut off.
 *
 * <p>Read is one Java class for each Arrow type, the narrowest that holds all of its values: {@code Byte},
 * {@code Short}, {@code Integer}, {@code Long} ({@code Short} for uint8 up to {@code BigInteger} for uint64),
 * {@code Float}, {@code Double}, {@code BigDecimal}, {@code String}, {@code byte[]}, {@code LocalDate},
 * {@code LocalTime}, {@code LocalDateTime}, {@code Instant} for a timestamp with a zone, {@code Duration},
 * {@code Period}, {@code PeriodDuration}, {@code List}, and {@code Map} for structs and maps. A dictionary, a run and a
 * union read as their value; only unions and runs cannot be written.
 */
public final class Values {
    private Values() {}

    /**
     * Returns a batch of one row. An omitted nullable value is null. The caller closes the batch.
     *
     * @param schema in message format
     * @throws VgiException INVALID_ARGUMENT, with the path, for an unknown name, a missing or null value that is not
     *     nullable, or a value that does not fit its type
     */
    public static Batch encode(Schema schema, Map<String, ?> row, BufferAllocator allocator) {
        return encode(schema, List.of(row), allocator, "parameters");
    }

    /**
     * Returns a batch of any number of rows, as {@link #encode} does for one; the path starts with the row's number.
     */
    public static Batch encodeRows(Schema schema, List<? extends Map<String, ?>> rows, BufferAllocator allocator) {
        return encode(schema, rows, allocator, "columns");
    }

    private static Batch encode(
            Schema schema, List<? extends Map<String, ?>> rows, BufferAllocator allocator, String kind) {
        try (BatchBuilder builder = new BatchBuilder(schema, rows.size(), allocator)) {
            List<ColumnWriter> writers = new ArrayList<>();
            for (int i = 0; i < schema.getFields().size(); i++) {
                writers.add(ColumnWriters.of(
                        schema.getFields().get(i), builder.vectors().get(i), builder.dictionaries()));
            }
            NamedValues values = new NamedValues(schema.getFields(), writers, kind);
            int row = 0;
            for (Map<String, ?> each : rows) {
                try {
                    values.write(row, each);
                } catch (ConversionException e) {
                    throw kind.equals("parameters") ? e : e.atIndex(row);
                }
                row++;
            }
            return builder.finish(row);
        } catch (ConversionException e) {
            throw e.toException();
        }
    }

    /**
     * Returns the values of one row by column name, in the order of the columns. The caller keeps ownership of the
     * batch.
     *
     * @throws VgiException DATA_LOSS for a value that no Java object holds, such as a map with a key twice;
     *     UNIMPLEMENTED for a type that cannot be read
     */
    public static Map<String, @Nullable Object> row(Batch batch, int row) {
        List<Field> fields = batch.schema().getFields();
        try {
            return ColumnReaders.row(fields, readers(batch), row);
        } catch (ConversionException e) {
            throw e.atIndex(row).toException();
        }
    }

    /** Returns the values of every row, as {@link #row} does for one. */
    public static List<Map<String, @Nullable Object>> rows(Batch batch) {
        List<Field> fields = batch.schema().getFields();
        List<ColumnReader> readers = readers(batch);
        List<Map<String, @Nullable Object>> rows = new ArrayList<>(batch.rowCount());
        for (int row = 0; row < batch.rowCount(); row++) {
            try {
                rows.add(ColumnReaders.row(fields, readers, row));
            } catch (ConversionException e) {
                throw e.atIndex(row).toException();
            }
        }
        return rows;
    }

    /** Returns one row as a JSON object on one line, in the forms that {@link #encode} reads. */
    public static String toJson(Batch batch, int row) {
        return toJson(row(batch, row));
    }

    /**
     * Returns a row of {@link #row} or {@link #rows} as a JSON object on one line. Numbers are JSON numbers with all
     * their digits; a map whose keys are not text is a list of pairs.
     */
    public static String toJson(Map<String, ?> row) {
        return JsonText.text(row);
    }

    /**
     * Returns the values of a JSON object, with integers of any size and exact decimals.
     *
     * @throws VgiException INVALID_ARGUMENT with line and column for what is not JSON, a name that comes twice, or
     *     anything but one object
     */
    public static Map<String, @Nullable Object> parseObject(String json) {
        return JsonText.object(json);
    }

    /**
     * Returns the value of a text that stands alone, as in an option {@code arg.month=1}: JSON for a list, a map or a
     * struct, and the text itself for all others, which {@link #encode} reads by type.
     *
     * @param field in message format
     * @throws VgiException INVALID_ARGUMENT for what is not JSON where JSON is needed
     */
    public static @Nullable Object parseText(Field field, String text) {
        return field.getType().isComplex() ? JsonText.value(text) : text;
    }

    private static List<ColumnReader> readers(Batch batch) {
        List<Field> fields = batch.schema().getFields();
        List<FieldVector> vectors = batch.root().getFieldVectors();
        List<ColumnReader> readers = new ArrayList<>(fields.size());
        for (int i = 0; i < fields.size(); i++) {
            readers.add(ColumnReaders.of(fields.get(i), vectors.get(i), batch.dictionaries()));
        }
        return readers;
    }
}
