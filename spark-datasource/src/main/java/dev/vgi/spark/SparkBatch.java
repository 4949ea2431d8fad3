package dev.vgi.spark;

import dev.vgi.arrow.Batch;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.NullVector;
import org.apache.spark.sql.vectorized.ArrowColumnVector;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarBatch;

/** A batch as Spark sees it. It owns its buffers, which Spark may free by closing the columns, once or more. */
final class SparkBatch implements AutoCloseable {
    private final Batch source;
    private final FieldVector[] vectors;
    private final TrackedBatch columns;

    private SparkBatch(Batch source, FieldVector[] vectors, TrackedBatch columns) {
        this.source = source;
        this.vectors = vectors;
        this.columns = columns;
    }

    /**
     * Takes both over. What the source holds besides is freed at once.
     *
     * @param vectors in Spark's layout: the source's own, or of their own
     */
    static SparkBatch of(Batch source, FieldVector[] vectors) {
        int rows = source.rowCount();
        Set<FieldVector> used = Collections.newSetFromMap(new IdentityHashMap<>());
        used.addAll(List.of(vectors));
        source.root().getFieldVectors().stream()
                .filter(vector -> !used.contains(vector))
                .forEach(FieldVector::close);
        ColumnVector[] columns =
                Arrays.stream(vectors).map(ArrowColumnVector::new).toArray(ColumnVector[]::new);
        return new SparkBatch(source, vectors, new TrackedBatch(columns, rows));
    }

    ColumnarBatch columns() {
        return columns;
    }

    /** Whether all rows were taken one by one, so that nobody needs the batch once the next one is asked for. */
    boolean isExhausted() {
        return columns.isExhausted();
    }

    /** Whether all columns were closed: a vector without buffers has no values. */
    boolean isReleased() {
        return Arrays.stream(vectors).allMatch(vector -> vector instanceof NullVector || vector.getValueCount() == 0);
    }

    @Override
    public void close() {
        for (FieldVector vector : vectors) {
            vector.close();
        }
        source.close();
    }
}
