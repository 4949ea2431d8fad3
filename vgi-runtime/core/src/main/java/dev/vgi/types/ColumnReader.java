package dev.vgi.types;

import org.jspecify.annotations.Nullable;

/** Reads the Java values of one vector. */
@FunctionalInterface
interface ColumnReader {
    /**
     * Returns the value in this row; null where it is null.
     *
     * @throws ConversionException if the reader's Java type cannot hold it
     */
    @Nullable
    Object read(int row);
}
