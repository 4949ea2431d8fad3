package dev.vgi.examples.flights;

/**
 * Represents consecutive rows: what a scan has still to read, and all that an HTTP client carries from turn to turn.
 *
 * @param from the first row
 * @param to the row after the last
 */
record RowRange(int from, int to) {
    int rows() {
        return to - from;
    }

    boolean isEmpty() {
        return from == to;
    }

    RowRange first(long rows) {
        return new RowRange(from, (int) Math.min(to, from + rows));
    }

    /** Returns the rows that follow {@code head}, with which this range begins. */
    RowRange after(RowRange head) {
        return new RowRange(head.to, to);
    }
}
