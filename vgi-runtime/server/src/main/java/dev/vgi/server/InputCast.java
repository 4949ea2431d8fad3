package dev.vgi.server;

import dev.vgi.VgiException;
import dev.vgi.arrow.Batch;
import dev.vgi.types.Schemas;
import dev.vgi.types.TypeTokens;
import dev.vgi.types.UnfitValue;
import dev.vgi.types.Values;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.dictionary.DictionaryProvider.MapDictionaryProvider;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * An input in the form that its stream declares: the same columns in any order, each of the declared type or of one
 * whose values it holds.
 */
final class InputCast {
    private final Schema expected;
    private final Batch input;
    private final BufferAllocator allocator;
    private final List<Field> fields = new ArrayList<>();
    private final List<FieldVector> vectors = new ArrayList<>();
    private final MapDictionaryProvider dictionaries = new MapDictionaryProvider();
    private final List<AutoCloseable> made = new ArrayList<>();

    private InputCast(Schema expected, Batch input, BufferAllocator allocator) {
        this.expected = expected;
        this.input = input.take();
        this.allocator = allocator;
    }

    /**
     * Takes the input over, whatever happens.
     *
     * @return the input where it fits already, or what it was cast to, for the caller to close
     * @throws VgiException {@code TypeError} where it does not fit, of the kind {@link VgiException#UNFIT_VALUE} where
     *     only a value does not
     */
    static Batch to(Schema expected, Batch input, BufferAllocator allocator) {
        if (Schemas.sameFields(input.schema(), expected)) {
            return input;
        }
        var cast = new InputCast(expected, input, allocator);
        try {
            return cast.batch();
        } catch (Throwable e) {
            cast.close();
            throw e;
        }
    }

    private Batch batch() {
        List<Field> wanted = expected.getFields();
        int[] positions = positions(wanted);
        boolean keepDictionaries =
                IntStream.range(0, positions.length).allMatch(i -> sameType(found(positions[i]), wanted.get(i)));
        for (int i = 0; i < positions.length; i++) {
            add(wanted.get(i), positions[i], keepDictionaries);
        }
        var root = new VectorSchemaRoot(fields, vectors, input.rowCount());
        return Batch.of(root, dictionaries).onClose(this::close);
    }

    /** Where the input has each wanted column. */
    private int[] positions(List<Field> wanted) {
        List<String> names = names(input.schema());
        if (names.size() != wanted.size()
                || new HashSet<>(names).size() != names.size()
                || !names.containsAll(names(expected))) {
            throw mismatch("the columns must be the same, in any order");
        }
        return wanted.stream().mapToInt(field -> names.indexOf(field.getName())).toArray();
    }

    private static List<String> names(Schema schema) {
        return schema.getFields().stream().map(Field::getName).toList();
    }

    private Field found(int position) {
        return input.schema().getFields().get(position);
    }

    /** @param keepDictionaries where no column is rewritten, so that the ids of the input's dictionaries are free */
    private void add(Field wanted, int position, boolean keepDictionaries) {
        FieldVector vector = input.vector(position);
        Field found = found(position);
        if (!wanted.isNullable() && vector.getNullCount() > 0) {
            throw unfit(wanted, "has nulls, expected none");
        }
        if (sameType(found, wanted) && (keepDictionaries || !CastRules.hasDictionary(found))) {
            keep(vector, wanted.isNullable());
        } else if (NumberCast.applies(found, wanted)) {
            FieldVector cast = wanted.createVector(allocator);
            made.add(cast);
            if (!NumberCast.copy(vector, cast, input.rowCount())) {
                throw unfit(wanted, "has values that " + TypeTokens.token(wanted) + " cannot hold");
            }
            fields.add(wanted);
            vectors.add(cast);
        } else if (CastRules.allow(found, wanted)) {
            rewrite(wanted, vector);
        } else {
            throw mismatch("column '" + wanted.getName() + "' has another type");
        }
    }

    private void keep(FieldVector vector, boolean nullable) {
        Field field = vector.getField();
        fields.add(new Field(
                field.getName(),
                new FieldType(nullable, field.getType(), field.getDictionary(), field.getMetadata()),
                field.getChildren()));
        vectors.add(vector);
        for (Long id : input.dictionaries().getDictionaryIds()) {
            dictionaries.put(Objects.requireNonNull(input.dictionaries().lookup(id)));
        }
    }

    /** Value by value, for what has no shorter way. */
    private void rewrite(Field wanted, FieldVector vector) {
        Batch column = Batch.of(
                new VectorSchemaRoot(List.of(vector.getField()), List.of(vector), input.rowCount()),
                input.dictionaries());
        var rows = new ArrayList<Map<String, Object>>(input.rowCount());
        try {
            for (int row = 0; row < input.rowCount(); row++) {
                rows.add(Values.row(column, row));
            }
            Batch cast = Values.encodeRows(new Schema(List.of(wanted)), rows, allocator);
            made.add(cast);
            fields.add(cast.root().getSchema().getFields().get(0));
            vectors.add(cast.vector(0));
            for (Long id : cast.dictionaries().getDictionaryIds()) {
                Dictionary dictionary =
                        Objects.requireNonNull(cast.dictionaries().lookup(id));
                dictionaries.put(dictionary);
            }
        } catch (VgiException e) {
            throw unfit(wanted, Objects.requireNonNullElse(e.getMessage(), ""));
        }
    }

    private static boolean sameType(Field a, Field b) {
        return TypeTokens.token(a).equals(TypeTokens.token(b));
    }

    /** @param problem what is said where no single value is at fault */
    private VgiException unfit(Field wanted, String problem) {
        return UnfitValue.first(input, new Schema(List.of(wanted)), allocator)
                .map(RpcErrors::inputValue)
                .orElseGet(() -> mismatch("column '" + wanted.getName() + "' " + problem));
    }

    private VgiException mismatch(String problem) {
        return RpcErrors.inputSchema(
                ParameterCheck.describe(expected), ParameterCheck.describe(input.schema()), problem);
    }

    private void close() {
        for (AutoCloseable each : made) {
            if (each instanceof Batch batch) {
                batch.close();
            } else {
                ((FieldVector) each).close();
            }
        }
        input.close();
    }
}
