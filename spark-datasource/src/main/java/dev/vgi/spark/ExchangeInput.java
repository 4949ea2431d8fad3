package dev.vgi.spark;

import java.util.List;
import org.apache.arrow.vector.FieldVector;

/**
 * Rows on their way through an exchange. Whoever holds them closes them.
 *
 * @param vectors the columns to send, then those to keep
 * @param count how many rows
 */
record ExchangeInput(List<FieldVector> vectors, int count) implements AutoCloseable {
    @Override
    public void close() {
        vectors.forEach(FieldVector::close);
    }
}
