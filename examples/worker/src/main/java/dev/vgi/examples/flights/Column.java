package dev.vgi.examples.flights;

import org.apache.arrow.vector.FieldVector;

/** Holds a column without nulls, in memory. Immutable. */
sealed interface Column permits LongColumn, TextColumn {
    /** Fills an empty vector of the column's type with these rows. */
    void copy(RowRange rows, FieldVector target);

    /** Marks the first {@code rows} values of an allocated vector as not null. */
    static void setAllValid(FieldVector vector, int rows) {
        vector.getValidityBuffer().setOne(0L, (rows + 7) / 8);
    }
}
