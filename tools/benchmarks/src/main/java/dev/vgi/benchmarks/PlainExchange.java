package dev.vgi.benchmarks;

import dev.vgi.arrow.Batch;
import dev.vgi.arrow.Memory;
import dev.vgi.client.Client;
import dev.vgi.client.ExchangeStream;
import dev.vgi.client.connect.Vgi;
import java.nio.charset.StandardCharsets;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;

/** The exchange of {@link Echo} as a loop would call it: what engines are compared to. */
public final class PlainExchange {
    private PlainExchange() {}

    /** Seconds of a loop that fills batches, sends them, and looks at every answer. */
    public static double seconds(String url, long rows, int batchRows) {
        long start = System.nanoTime();
        long sum = 0;
        try (Memory memory = Memory.create();
                Client client = Vgi.client(url).memory(memory).connect();
                ExchangeStream stream =
                        client.method("Echo/echo").arg("pause_millis", 0).exchange(EchoWorker.INPUT)) {
            for (long first = 0; first < rows; first += batchRows) {
                int count = (int) Math.min(batchRows, rows - first);
                try (Batch input = fill(first, count, memory);
                        Batch answer = stream.exchange(input)) {
                    var ids = (BigIntVector) answer.vector(0);
                    var names = (VarCharVector) answer.vector(1);
                    for (int row = 0; row < count; row++) {
                        sum += ids.get(row) + names.get(row).length;
                    }
                }
            }
        }
        if (sum == 0) {
            throw new IllegalStateException("nothing came back");
        }
        return (System.nanoTime() - start) / 1e9;
    }

    private static Batch fill(long first, int count, Memory memory) {
        VectorSchemaRoot root = VectorSchemaRoot.create(EchoWorker.INPUT, memory.allocator());
        var ids = (BigIntVector) root.getVector(0);
        var names = (VarCharVector) root.getVector(1);
        for (int row = 0; row < count; row++) {
            ids.setSafe(row, first + row);
            names.setSafe(row, name(first + row).getBytes(StandardCharsets.UTF_8));
        }
        root.setRowCount(count);
        return Batch.of(root);
    }

    /** The name of a row. */
    public static String name(long id) {
        return "row " + id;
    }
}
