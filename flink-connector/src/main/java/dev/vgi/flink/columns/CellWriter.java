package dev.vgi.flink.columns;

/** Writes a value that is not null into a place of the vector that it was made for. */
@FunctionalInterface
interface CellWriter {
    /**
     * Copies one value.
     *
     * @throws UnfitValueException where the place cannot hold it
     */
    void write(ValueGetters from, int position, int index);
}
