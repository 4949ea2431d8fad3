package dev.vgi.benchmarks.flink;

import dev.vgi.arrow.Batch;
import dev.vgi.arrow.Memory;
import dev.vgi.client.Client;
import dev.vgi.client.ExchangeStream;
import dev.vgi.connect.Vgi;
import dev.vgi.flink.VgiExchange;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.runtime.typeutils.InternalTypeInfo;
import org.apache.flink.table.types.logical.BigIntType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.table.types.logical.VarCharType;

/**
 * Rows per second through {@code VgiExchange} in one Flink task, against the same exchange called by a plain loop with
 * batches of the same size, and against the same Flink job without the exchange. They take turns, round after round; the
 * figures are medians. Then 20,000 rows at 5 ms a call, with little and with much room for rows that wait.
 *
 * <p>Arguments: {@code [--rounds N] [--rows N]}; by default 5 rounds of 1,000,000 rows.
 */
public final class ExchangeBenchmark {
    private static final int BATCH = 4096;
    private static final RowType ROWS =
            RowType.of(new LogicalType[] {new BigIntType(), VarCharType.STRING_TYPE}, new String[] {"id", "name"});

    private final int rounds;
    private final long rows;

    private ExchangeBenchmark(int rounds, long rows) {
        this.rounds = rounds;
        this.rows = rows;
    }

    public static void main(String[] arguments) throws Exception {
        int rounds = 5;
        long rows = 1_000_000;
        for (int i = 0; i < arguments.length; i++) {
            switch (arguments[i]) {
                case "--rounds" -> rounds = Integer.parseInt(arguments[++i]);
                case "--rows" -> rows = Long.parseLong(arguments[++i]);
                default -> throw new IllegalArgumentException("unknown argument " + arguments[i]);
            }
        }
        new ExchangeBenchmark(rounds, rows).run();
    }

    private void run() throws Exception {
        Path folder = Files.createTempDirectory("vgi-benchmark");
        Process worker = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "--add-opens=java.base/java.nio=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        EchoWorker.class.getName(),
                        folder.resolve("echo.sock").toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (var lines = new BufferedReader(new InputStreamReader(worker.getInputStream(), StandardCharsets.UTF_8))) {
            String http = lines.readLine();
            String unix = lines.readLine();
            throughput("unix", unix);
            throughput("http", http);
            capacity(unix);
        } finally {
            worker.destroy();
        }
    }

    private void throughput(String transport, String url) throws Exception {
        double[] loop = new double[rounds];
        double[] bare = new double[rounds];
        double[] flink = new double[rounds];
        double[] ratio = new double[rounds];
        plain(url);
        job(url, true);
        for (int i = 0; i < rounds; i++) {
            loop[i] = rows / plain(url);
            bare[i] = rows / job(url, false);
            flink[i] = rows / job(url, true);
            ratio[i] = flink[i] / loop[i];
        }
        System.out.printf(
                Locale.ROOT,
                "%-5s %,d rows, batches of %d: plain loop %,.0f rows/s, Flink without exchange %,.0f, VgiExchange %,.0f;"
                        + " VgiExchange/plain loop %.2f%n",
                transport,
                rows,
                BATCH,
                median(loop),
                median(bare),
                median(flink),
                median(ratio));
    }

    /** Seconds of a loop that fills batches, sends them, and looks at every answer. */
    private double plain(String url) {
        long start = System.nanoTime();
        long sum = 0;
        try (Memory memory = Memory.create();
                Client client = Vgi.client(url).memory(memory).connect();
                ExchangeStream stream =
                        client.method("Echo/echo").arg("pause_millis", 0).exchange(EchoWorker.INPUT)) {
            for (long first = 0; first < rows; first += BATCH) {
                int count = (int) Math.min(BATCH, rows - first);
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

    private static String name(long id) {
        return "row " + id;
    }

    /** Seconds of a Flink job in one task, which makes the same rows. */
    private double job(String url, boolean exchanged) throws Exception {
        StreamExecutionEnvironment env = StreamExecutionEnvironment.createLocalEnvironment(1, new Configuration());
        DataStream<RowData> made = rows(env, rows);
        DataStream<RowData> out = exchanged
                ? VgiExchange.on(made)
                        .url(url)
                        .method("Echo/echo")
                        .arg("pause_millis", "0")
                        .batchRows(BATCH)
                        .apply()
                : made;
        return seconds(env, out);
    }

    private static DataStream<RowData> rows(StreamExecutionEnvironment env, long count) {
        return env.fromSequence(0, count - 1)
                .map(id -> (RowData) GenericRowData.of(id, StringData.fromString(name(id))))
                .returns(InternalTypeInfo.of(ROWS));
    }

    private static double seconds(StreamExecutionEnvironment env, DataStream<RowData> out) throws Exception {
        out.sinkTo(new DiscardingSink<>());
        return env.execute().getNetRuntime() / 1e3;
    }

    private static void capacity(String url) throws Exception {
        for (int capacity : new int[] {10, 100, 4000}) {
            StreamExecutionEnvironment env = StreamExecutionEnvironment.createLocalEnvironment(1, new Configuration());
            DataStream<RowData> out = VgiExchange.on(rows(env, 20_000))
                    .url(url)
                    .method("Echo/echo")
                    .arg("pause_millis", "5")
                    .capacity(capacity)
                    .apply();
            System.out.printf(
                    Locale.ROOT,
                    "20,000 rows at 5 ms a call, room for %,5d rows: %6.2f s%n",
                    capacity,
                    seconds(env, out));
        }
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
