package dev.vgi.benchmarks;

import dev.vgi.arrow.Batch;
import dev.vgi.service.Exchange;
import dev.vgi.types.SchemaText;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.arrow.vector.util.TransferPair;

/** Answers with views of what it is sent. */
final class EchoWorker implements Echo {
    static final Schema INPUT = SchemaText.parse("id BIGINT, name STRING");
    private static final Schema OUTPUT = SchemaText.parse("id_back BIGINT, name_back STRING");

    @Override
    public Exchange<Batch, Batch> echo(long pauseMillis) {
        return Exchange.of(INPUT, OUTPUT, (input, output) -> {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(pauseMillis));
            List<FieldVector> vectors = new ArrayList<>();
            for (int i = 0; i < INPUT.getFields().size(); i++) {
                TransferPair pair =
                        input.vector(i).getTransferPair(OUTPUT.getFields().get(i), output.allocator());
                pair.splitAndTransfer(0, input.rowCount());
                vectors.add((FieldVector) pair.getTo());
            }
            output.emit(Batch.of(new VectorSchemaRoot(OUTPUT, vectors, input.rowCount())));
        });
    }
}
