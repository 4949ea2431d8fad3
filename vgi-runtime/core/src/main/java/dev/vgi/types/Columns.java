package dev.vgi.types;

import dev.vgi.VgiException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** Holds named columns with their codecs: the components of a record, the parameters of a method or its result. */
final class Columns {
    private final String owner;
    private final List<String> names;
    private final List<TypeCodec> codecs;
    private final Schema schema;

    /** @param owner what has these columns, for messages */
    Columns(String owner, List<String> names, List<TypeCodec> codecs) {
        Set<String> seen = new HashSet<>();
        for (String name : names) {
            if (!seen.add(name)) {
                throw VgiException.invalidArgument(
                        owner + " has two columns of the name '" + name + "', expected different ones: add @Name");
            }
        }
        this.owner = owner;
        this.names = List.copyOf(names);
        this.codecs = List.copyOf(codecs);
        this.schema = new Schema(fields(new DictionaryIds()));
    }

    int size() {
        return names.size();
    }

    String name(int column) {
        return names.get(column);
    }

    /** Returns the schema in message format. */
    Schema schema() {
        return schema;
    }

    List<Field> fields(DictionaryIds ids) {
        List<Field> fields = new ArrayList<>(names.size());
        for (int i = 0; i < names.size(); i++) {
            fields.add(codecs.get(i).field(names.get(i), ids));
        }
        return fields;
    }

    ColumnWriter[] writers(List<FieldVector> vectors, DictionaryProvider dictionaries) {
        ColumnWriter[] writers = new ColumnWriter[names.size()];
        for (int i = 0; i < writers.length; i++) {
            writers[i] = codecs.get(i).writer(vectors.get(i), dictionaries);
        }
        return writers;
    }

    /**
     * Returns the readers of the columns of these names; others are ignored, and one that is missing reads as absent.
     *
     * @throws VgiException INVALID_ARGUMENT for a column of another type, or a missing one that is not nullable
     */
    ColumnReader[] readers(List<Field> wire, List<FieldVector> vectors, DictionaryProvider dictionaries) {
        ColumnReader[] readers = new ColumnReader[names.size()];
        for (int i = 0; i < readers.length; i++) {
            int found = position(wire, names.get(i), i);
            readers[i] = found >= 0
                    ? codecs.get(i).reader(wire.get(found), vectors.get(found), dictionaries)
                    : absent(wire, i);
        }
        return readers;
    }

    /** Writes one value, and adds the column's name to what goes wrong. */
    void write(ColumnWriter[] writers, int column, int row, @Nullable Object value) {
        try {
            writers[column].write(row, value);
        } catch (ConversionException e) {
            throw e.atName(names.get(column));
        }
    }

    @Nullable
    Object read(ColumnReader[] readers, int column, int row) {
        try {
            return readers[column].read(row);
        } catch (ConversionException e) {
            throw e.atName(names.get(column));
        }
    }

    private ColumnReader absent(List<Field> wire, int column) {
        TypeCodec codec = codecs.get(column);
        if (!codec.isNullable()) {
            Field expected = codec.field(names.get(column), new DictionaryIds());
            throw VgiException.invalidArgument("found the columns "
                    + wire.stream().map(Field::getName).collect(Collectors.joining(", ", "(", ")"))
                    + ", expected also '" + expected.getName() + "' (" + Schemas.describe(expected) + ") for " + owner);
        }
        Object absent = codec.absent();
        return row -> absent;
    }

    private static int position(List<Field> fields, String name, int likely) {
        if (likely < fields.size() && fields.get(likely).getName().equals(name)) {
            return likely;
        }
        for (int i = 0; i < fields.size(); i++) {
            if (fields.get(i).getName().equals(name)) {
                return i;
            }
        }
        return -1;
    }
}
