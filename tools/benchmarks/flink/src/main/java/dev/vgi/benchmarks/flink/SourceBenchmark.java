package dev.vgi.benchmarks.flink;

import dev.vgi.benchmarks.Scratch;
import dev.vgi.benchmarks.SourceContest;
import dev.vgi.benchmarks.WorkerProcess;
import java.util.ArrayList;
import java.util.List;
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
 * How fast Flink reads rows through the connector, against its own reading of the same rows from Parquet: the same
 * queries on the same mini cluster, in turns, round after round. The rows come from a worker in a process of its own,
 * which makes them at no cost; the Parquet file lies in the page cache. Figures are medians, ratios medians of each
 * round's ratio.
 *
 * <p>Arguments: {@code [--rounds N] [--batches N] [--rows N]}; by default 5 rounds of 400 batches of 16384 rows.
 */
public final class SourceBenchmark {
    private static final String COLUMNS =
            "(id BIGINT NOT NULL, quantity INT NOT NULL, price DOUBLE NOT NULL, customer STRING NOT NULL)";

    private final SourceContest contest;

    private SourceBenchmark(SourceContest contest) {
        this.contest = contest;
    }

    public static void main(String[] arguments) throws Exception {
        new SourceBenchmark(SourceContest.of(arguments)).run();
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
            contest.hold(query -> count(tables, query));
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
                + "', 'method' = 'Orders/orders', 'arg.rows' = '" + contest.rows() + "', 'arg.batches' = '"
                + contest.batches() + "')");
    }

    private static long count(StreamTableEnvironment tables, String query) throws Exception {
        List<Row> found = new ArrayList<>();
        try (CloseableIterator<Row> iterator = tables.executeSql(query).collect()) {
            iterator.forEachRemaining(found::add);
        }
        return (Long) Objects.requireNonNull(found.get(0).getField(0));
    }
}
