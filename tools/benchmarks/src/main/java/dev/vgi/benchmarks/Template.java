package dev.vgi.benchmarks;

import dev.vgi.arrow.Batch;
import dev.vgi.service.Producer;
import java.util.ArrayList;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.util.TransferPair;

/** A batch that was filled once. */
record Template(VectorSchemaRoot root) {
    /** A stream of so many batches that cost nothing to make: each is a view of this one. */
    Producer<Batch> repeated(long batches) {
        return Producer.of(root.getSchema(), batches, (left, output) -> {
            if (left > 0) {
                output.emit(view());
            }
            if (left <= 1) {
                output.finish();
            }
            return left - 1;
        });
    }

    private Batch view() {
        var vectors = new ArrayList<FieldVector>();
        for (FieldVector vector : root.getFieldVectors()) {
            TransferPair pair = vector.getTransferPair(vector.getAllocator());
            pair.splitAndTransfer(0, vector.getValueCount());
            vectors.add((FieldVector) pair.getTo());
        }
        return Batch.of(new VectorSchemaRoot(root.getSchema(), vectors, root.getRowCount()));
    }
}
