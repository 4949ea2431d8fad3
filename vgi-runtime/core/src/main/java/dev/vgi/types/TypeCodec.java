package dev.vgi.types;

import dev.vgi.VgiException;
import java.util.Optional;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.types.pojo.Field;
import org.jspecify.annotations.Nullable;

/** Represents one Java type at one place, and the one Arrow field that it stands for. Immutable. */
abstract class TypeCodec {
    /** Decides whether a value may be missing, and what then stands for it in Java. */
    enum Absence {
        REFUSED,
        NULL,
        EMPTY_OPTIONAL
    }

    private final Absence absence;

    TypeCodec(Absence absence) {
        this.absence = absence;
    }

    /** Returns the type in message format; dictionary ids come from the schema that it becomes a part of. */
    abstract TypeSpec type(DictionaryIds ids);

    /** Opens the writer of values that are not null. */
    abstract ColumnWriter open(FieldVector vector, DictionaryProvider dictionaries, @Nullable String refusesNull);

    /**
     * Opens the reader of values, with null for null.
     *
     * @throws VgiException INVALID_ARGUMENT where the field's type cannot be read as the Java type
     */
    abstract ColumnReader open(Field wire, FieldVector vector, DictionaryProvider dictionaries);

    /** Returns the Java type, for messages. */
    abstract String javaType();

    final boolean isNullable() {
        return absence != Absence.REFUSED;
    }

    final Field field(String name, DictionaryIds ids) {
        return type(ids).field(name, isNullable());
    }

    /** Returns what a missing nullable value is in Java: null or an empty {@code Optional}. */
    final @Nullable Object absent() {
        return absence == Absence.EMPTY_OPTIONAL ? Optional.empty() : null;
    }

    final ColumnWriter writer(FieldVector vector, DictionaryProvider dictionaries) {
        ColumnWriter writer = open(vector, dictionaries, isNullable() ? null : javaType());
        if (absence != Absence.EMPTY_OPTIONAL) {
            return writer;
        }
        return new ColumnWriter(vector, null) {
            @Override
            void set(int row, Object value) {
                writer.write(row, value instanceof Optional<?> optional ? optional.orElse(null) : value);
            }
        };
    }

    final ColumnReader reader(Field wire, FieldVector vector, DictionaryProvider dictionaries) {
        ColumnReader reader = open(wire, vector, dictionaries);
        return switch (absence) {
            case NULL -> reader;
            case EMPTY_OPTIONAL -> row -> Optional.ofNullable(reader.read(row));
            case REFUSED ->
                row -> {
                    Object value = reader.read(row);
                    if (value == null) {
                        throw ConversionException.nullValue(javaType());
                    }
                    return value;
                };
        };
    }

    final VgiException unreadable(Field wire) {
        return VgiException.invalidArgument("column '" + wire.getName() + "': found " + TypeTokens.token(wire)
                + ", expected " + TypeTokens.token(field(wire.getName(), new DictionaryIds())) + " for the Java type "
                + javaType());
    }
}
