package dev.vgi.examples.flink;

import dev.vgi.examples.flights.JobOutput;
import dev.vgi.examples.flights.JobStep;
import dev.vgi.examples.flights.StateDelays;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.util.EnvironmentInformation;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.api.Table;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;
import org.apache.flink.types.Row;
import org.apache.flink.util.CloseableIterator;

/**
 * Runs the demo's part in Flink: reads all columns, then reads what the question needs, enriches it, and answers.
 * Arguments: the address to read from, the address that enriches, the flights that a pair of states must have, how many
 * pairs, the store of large batches.
 */
public final class DemoJob {
    private static final int PARALLELISM = 2;

    private DemoJob() {}

    public static void main(String[] arguments) throws Exception {
        var output = new JobOutput(System.out);
        JobOutput.Running start = output.begin("Flink");
        StreamExecutionEnvironment env =
                StreamExecutionEnvironment.createLocalEnvironment(PARALLELISM, configuration());
        env.setRuntimeMode(RuntimeExecutionMode.BATCH);
        StreamTableEnvironment tables = StreamTableEnvironment.create(env);
        String store = arguments[4];
        FlightsJob.createFlights(tables, arguments[0], store);
        start.end(
                JobStep.Data.NONE,
                "Flink %s, %d tasks in this process",
                EnvironmentInformation.getVersion(),
                PARALLELISM);
        read(output, tables);
        DataStream<Row> enriched = FlightsJob.enriched(tables, arguments[1], store);
        answer(output, tables, enriched, Long.parseLong(arguments[2]), Integer.parseInt(arguments[3]));
    }

    private static Configuration configuration() {
        var configuration = new Configuration();
        configuration.setString("metrics.reporters", "worker");
        configuration.setString("metrics.reporter.worker.factory.class", WorkerMetrics.class.getName());
        return configuration;
    }

    private static void read(JobOutput output, StreamTableEnvironment tables) throws Exception {
        JobOutput.Running step = output.begin("read");
        Row totals = rows(tables.sqlQuery("SELECT COUNT(*), SUM(delay), SUM(distance), MAX(`date`), MAX(origin),"
                        + " MAX(destination) FROM flights"))
                .get(0);
        long rows = (Long) Objects.requireNonNull(totals.getField(0));
        WorkerMetrics.Found found = WorkerMetrics.take();
        step.end(
                found.data(rows, "scan.batches", "scan.bytes", "scan."),
                "all columns, over HTTP, in splits of a month");
    }

    private static void answer(
            JobOutput output, StreamTableEnvironment tables, DataStream<Row> enriched, long minimumFlights, int pairs)
            throws Exception {
        JobOutput.Running step = output.begin("enrich");
        Table worst = FlightsJob.worstStatePairs(tables, enriched, minimumFlights, pairs);
        List<StateDelays> answer = new ArrayList<>();
        for (Row row : rows(worst)) {
            answer.add(new StateDelays(
                    Objects.requireNonNull(row.<String>getFieldAs(0)),
                    Objects.requireNonNull(row.<String>getFieldAs(1)),
                    row.<Long>getFieldAs(2),
                    row.<Long>getFieldAs(3)));
        }
        WorkerMetrics.Found found = WorkerMetrics.take();
        step.end(
                found.data(found.sum("exchange.rows"), "exchange.calls", "scan.bytes", "exchange."),
                "3 columns read over HTTP, enriched over the unix socket, and grouped");
        output.answer(answer);
    }

    private static List<Row> rows(Table table) throws Exception {
        List<Row> rows = new ArrayList<>();
        try (CloseableIterator<Row> found = table.execute().collect()) {
            found.forEachRemaining(rows::add);
        }
        return rows;
    }
}
