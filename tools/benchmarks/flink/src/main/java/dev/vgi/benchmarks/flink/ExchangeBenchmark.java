package dev.vgi.benchmarks.flink;

import dev.vgi.benchmarks.Medians;
import dev.vgi.benchmarks.PlainExchange;
import dev.vgi.benchmarks.Scratch;
import dev.vgi.benchmarks.WorkerProcess;
import dev.vgi.flink.VgiExchange;
import java.util.Locale;
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
 * batches of the same size, and against the same Flink job without the exchange. They take turns, round after round;
 * the figures are medians. Then 20,000 rows at 5 ms a call, with little and with much room for rows that wait.
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
        try (Scratch folder = Scratch.create();
                WorkerProcess worker =
                        WorkerProcess.start("unix", folder.resolve("echo.sock").toString(), "http")) {
            String unix = worker.nextAddress();
            throughput("unix", unix);
            throughput("http", worker.nextAddress());
            capacity(unix);
        }
    }

    private void throughput(String transport, String url) throws Exception {
        double[] loop = new double[rounds];
        double[] bare = new double[rounds];
        double[] flink = new double[rounds];
        PlainExchange.seconds(url, rows, BATCH);
        job(url, true);
        for (int i = 0; i < rounds; i++) {
            loop[i] = rows / PlainExchange.seconds(url, rows, BATCH);
            bare[i] = rows / job(url, false);
            flink[i] = rows / job(url, true);
        }
        System.out.printf(
                Locale.ROOT,
                "%-5s %,d rows, batches of %d: plain loop %,.0f rows/s, Flink without exchange %,.0f, VgiExchange %,.0f;"
                        + " VgiExchange/plain loop %.2f%n",
                transport,
                rows,
                BATCH,
                Medians.of(loop),
                Medians.of(bare),
                Medians.of(flink),
                Medians.ofRatios(flink, loop));
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
                .map(id -> (RowData) GenericRowData.of(id, StringData.fromString(PlainExchange.name(id))))
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
}
