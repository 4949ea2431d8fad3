package dev.vgi.benchmarks.flink;

import dev.vgi.benchmarks.Medians;
import dev.vgi.benchmarks.Scratch;
import dev.vgi.benchmarks.WorkerProcess;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.RemoteStreamEnvironment;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;
import org.apache.flink.types.Row;
import org.apache.flink.util.CloseableIterator;

/**
 * How fast Flink reads rows through the connector, against its own reading of the same rows from Parquet: the same queries
 * on the same mini cluster, in turns, round after round. The rows come from a worker in a process of its own, which makes
 * them at no cost; the Parquet file lies in the page cache. Figures are medians, ratios medians of each round's ratio.
 *
 * <p>Arguments: {@code [--rounds N] [--batches N] [--rows N]}; by default 5 rounds of 400 batches of 16384 rows.
 */
public final class SourceBenchmark {
    private static final String COLUMNS =
            "(id BIGINT NOT NULL, quantity INT NOT NULL, price DOUBLE NOT NULL, customer STRING NOT NULL)";
    private static final Map<String, String> QUERIES = new LinkedHashMap<>();

    static {
        QUERIES.put("sums", "SELECT COUNT(*), SUM(id), SUM(quantity), SUM(price) FROM %s");
        QUERIES.put("strings", "SELECT COUNT(*), SUM(id), MAX(customer) FROM %s");
    }

    private final int rounds;
    private final long rows;
    private final long batches;

    private SourceBenchmark(int rounds, long rows, long batches) {
        this.rounds = rounds;
        this.rows = rows;
        this.batches = batches;
    }

    public static void main(String[] arguments) throws Exception {
        int rounds = 5;
        long rows = 16_384;
        long batches = 400;
        for (int i = 0; i < arguments.length; i += 2) {
            switch (arguments[i]) {
                case "--rounds" -> rounds = Integer.parseInt(arguments[i + 1]);
                case "--rows" -> rows = Long.parseLong(arguments[i + 1]);
                case "--batches" -> batches = Long.parseLong(arguments[i + 1]);
                default -> throw new IllegalArgumentException("no such option: " + arguments[i]);
            }
        }
        new SourceBenchmark(rounds, rows, batches).run();
    }

    private void run() throws Exception {
        try (Scratch folder = Scratch.create();
                WorkerProcess worker =
                        WorkerProcess.start("unix", folder.resolve("socket").toString(), "http");
                MiniCluster cluster = new MiniCluster(new MiniClusterConfiguration.Builder()
                        .setNumTaskManagers(1)
                        .setNumSlotsPerTaskManager(1)
                        .build())) {
            cluster.start();
            StreamTableEnvironment tables = tables(cluster);
            create(tables, "over_unix", worker.nextAddress());
            create(tables, "over_http", worker.nextAddress());
            tables.executeSql("CREATE TABLE parquet " + COLUMNS + " WITH ('connector' = 'filesystem', 'path' = '"
                    + folder.resolve("parquet").toUri() + "', 'format' = 'parquet')");
            tables.executeSql("INSERT INTO parquet SELECT * FROM over_unix").await();
            System.out.printf(
                    Locale.ROOT,
                    "%d rounds of %d batches of %d rows, one task; million rows a second, medians; in parentheses the"
                            + " ratio to Parquet%n%n%-10s %10s %18s %18s%n",
                    rounds,
                    batches,
                    rows,
                    "",
                    "parquet",
                    "vgi, http",
                    "vgi, unix");
            for (Map.Entry<String, String> query : QUERIES.entrySet()) {
                measure(tables, query.getKey(), query.getValue());
            }
        }
    }

    private static StreamTableEnvironment tables(MiniCluster cluster) throws Exception {
        var address = cluster.getRestAddress().get();
        Configuration batch = new Configuration();
        batch.setString("execution.runtime-mode", "BATCH");
        batch.setString("parallelism.default", "1");
        StreamExecutionEnvironment env = new RemoteStreamEnvironment(address.getHost(), address.getPort(), batch);
        return StreamTableEnvironment.create(env);
    }

    private void create(StreamTableEnvironment tables, String name, String url) {
        tables.executeSql("CREATE TABLE " + name + " " + COLUMNS + " WITH ('connector' = 'vgi', 'url' = '" + url
                + "', 'method' = 'Orders/orders', 'arg.rows' = '" + rows + "', 'arg.batches' = '" + batches + "')");
    }

    private void measure(StreamTableEnvironment tables, String name, String query) throws Exception {
        List<String> contestants = List.of("parquet", "over_http", "over_unix");
        Map<String, double[]> speeds = new LinkedHashMap<>();
        contestants.forEach(table -> speeds.put(table, new double[rounds]));
        for (int round = -2; round < rounds; round++) {
            for (String table : contestants) {
                double speed = speed(tables, String.format(Locale.ROOT, query, table));
                if (round >= 0) {
                    Objects.requireNonNull(speeds.get(table))[round] = speed;
                }
            }
        }
        double[] parquet = Objects.requireNonNull(speeds.get("parquet"));
        double[] http = Objects.requireNonNull(speeds.get("over_http"));
        double[] unix = Objects.requireNonNull(speeds.get("over_unix"));
        System.out.printf(
                Locale.ROOT,
                "%-10s %10.2f %18s %18s%n",
                name,
                Medians.of(parquet),
                Medians.shown(http, parquet),
                Medians.shown(unix, parquet));
    }

    /** Million rows a second, with the job's start, which all have. */
    private double speed(StreamTableEnvironment tables, String query) throws Exception {
        long start = System.nanoTime();
        List<Row> found = new ArrayList<>();
        try (CloseableIterator<Row> iterator = tables.executeSql(query).collect()) {
            iterator.forEachRemaining(found::add);
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        Object count = found.get(0).getField(0);
        if (!Long.valueOf(rows * batches).equals(count)) {
            throw new IllegalStateException("found " + count + " rows, expected " + rows * batches);
        }
        return rows * batches / seconds / 1e6;
    }
}
