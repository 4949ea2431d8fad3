package dev.vgi.types;

import org.apache.arrow.vector.FieldVector;
import org.jspecify.annotations.Nullable;

/** Writes Java values into one vector, in ascending order of rows, and grows it as needed. */
abstract class ColumnWriter {
    private final FieldVector vector;
    private final @Nullable String refusesNull;

    /** @param refusesNull the name of the type for the error where a null arrives; null where nulls are welcome */
    ColumnWriter(FieldVector vector, @Nullable String refusesNull) {
        this.vector = vector;
        this.refusesNull = refusesNull;
    }

    /**
     * Writes one value.
     *
     * @throws ConversionException if the column cannot hold it
     */
    final void write(int row, @Nullable Object value) {
        if (value != null) {
            set(row, value);
        } else if (refusesNull == null) {
            vector.setNull(row);
        } else {
            throw ConversionException.nullValue(refusesNull);
        }
    }

    /** Checks whether an absent value may stand for null. */
    final boolean acceptsNull() {
        return refusesNull == null;
    }

    abstract void set(int row, Object value);
}
