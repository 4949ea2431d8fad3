package dev.vgi.spark;

import static org.apache.spark.sql.functions.expr;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.Trigger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Exchanges in larger plans: more than once, with columns that they keep but do not send, in streams and in batches.
 */
class ExchangeNodeTest extends TablesTest {
    private static final int EVENTS = 20;

    @Test
    void streamJoinedWithItself(SparkSession spark) throws Exception {
        Dataset<Row> labelled = labelled(events(spark, true).withWatermark("ts", "1 hour"));
        Dataset<Row> joined = labelled.as("l")
                .join(labelled.as("r"), expr("l.id = r.id AND l.ts = r.ts"))
                .select("l.id", "l.ts", "r.ts", "l.label", "r.label");
        assertThat(written(spark, joined)).hasSize(EVENTS).allSatisfy(ExchangeNodeTest::isPaired);
    }

    @Test
    void streamJoinedWithItself_onAColumnOfTheAnswer(SparkSession spark) throws Exception {
        Dataset<Row> labelled = labelled(events(spark, true).withWatermark("ts", "1 hour"));
        Dataset<Row> joined = labelled.as("l")
                .join(labelled.as("r"), expr("l.label = r.label AND l.ts BETWEEN r.ts AND r.ts + INTERVAL 1 SECOND"))
                .select("l.id", "l.ts", "r.ts", "l.label", "r.label");
        assertThat(written(spark, joined)).hasSize(EVENTS).allSatisfy(ExchangeNodeTest::isPaired);
    }

    @Test
    void windowsOfAStream_endByItsWatermark(SparkSession spark) throws Exception {
        Dataset<Row> windows = labelled(events(spark, true).withWatermark("ts", "1 second"))
                .groupBy(expr("window(ts, '10 seconds')"))
                .agg(expr("count(label)"), expr("max(id)"))
                .select("count(label)", "max(id)");
        assertThat(written(spark, windows).stream().map(Row::toString)).contains("[10,9]");
    }

    @Test
    void unionOfAStreamWithItself(SparkSession spark) throws Exception {
        Dataset<Row> labelled = labelled(events(spark, true));
        assertThat(written(spark, labelled.union(labelled).select("id", "ts", "ts", "label", "label")))
                .hasSize(2 * EVENTS)
                .allSatisfy(ExchangeNodeTest::isPaired);
    }

    @ParameterizedTest
    @ValueSource(strings = {"inner", "left_outer", "full_outer"})
    void batchJoinedWithItself(String kind, SparkSession spark) throws Exception {
        Dataset<Row> labelled = labelled(events(spark, false));
        Dataset<Row> joined = labelled.as("l").join(labelled.as("r"), expr("l.ts = r.ts"), kind);
        assertThat(joined.select("l.id", "l.ts", "r.ts", "l.label", "r.label").collectAsList())
                .hasSize(EVENTS)
                .allSatisfy(ExchangeNodeTest::isPaired);
        assertThat(labelled.join(labelled.limit(1), "ts").count()).isEqualTo(1);
    }

    @Test
    void batchInSubqueriesAndUnions(SparkSession spark) throws Exception {
        Dataset<Row> labelled = labelled(events(spark, false));
        labelled.createOrReplaceTempView("labelled");
        assertThat(spark.sql("SELECT id, ts, ts, label, label FROM labelled WHERE ts IN (SELECT ts FROM labelled"
                                + " WHERE id >= 5) AND id < (SELECT max(id) FROM labelled)")
                        .collectAsList())
                .hasSize(EVENTS - 6)
                .allSatisfy(ExchangeNodeTest::isPaired);
        assertThat(labelled.union(labelled).distinct().count()).isEqualTo(EVENTS);
        assertThat(labelled.except(labelled.filter("id < 4")).count()).isEqualTo(EVENTS - 4);
    }

    @Test
    void exchangeOfAnExchange_joinedWithTheFirst(SparkSession spark) throws Exception {
        Dataset<Row> once = labelled(events(spark, false));
        Dataset<Row> twice = VgiExchange.on(once)
                .url(url())
                .method("Tables/label")
                .inputColumns("id")
                .keep("ts", "label")
                .outputPrefix("next_")
                .apply();
        assertThat(twice.as("l")
                        .join(once.as("r"), expr("l.ts = r.ts"))
                        .select("r.id", "l.ts", "r.ts", "l.label", "next_label")
                        .collectAsList())
                .hasSize(EVENTS)
                .allSatisfy(ExchangeNodeTest::isPaired);
    }

    @Test
    void columnsThatNobodyAsksFor_areNotRead(SparkSession spark) {
        Dataset<Row> labelled = labelled(read(spark, "numbers", Map.of("arg.count", "10")));
        assertThat(labelled.select("label", "score").collectAsList()).hasSize(10);
        assertThat(worker.received()).contains("numbers count=10 vgi_columns=[id, score]");
        worker.forget();
        assertThat(labelled.select("label").collectAsList()).hasSize(10);
        assertThat(worker.received()).contains("numbers count=10 vgi_columns=[id]");
    }

    @Test
    void explain_readsWell(SparkSession spark) throws Exception {
        Dataset<Row> labelled = VgiExchange.on(events(spark, false))
                .url(url())
                .method("Tables/label")
                .inputColumns("id")
                .keep("ts")
                .apply();
        assertThat(labelled.queryExecution().toString())
                .contains("VgiExchange Tables/label{} at " + url() + ", sends id, adds label")
                .doesNotContain("!");
    }

    private static void isPaired(Row row) {
        assertThat(row.get(1)).isEqualTo(row.get(2));
        assertThat(row.getString(3)).isEqualTo("no. " + row.getLong(0)).isEqualTo(row.getString(4));
    }

    private Dataset<Row> labelled(Dataset<Row> rows) {
        return VgiExchange.on(rows)
                .url(url())
                .method("Tables/label")
                .inputColumns("id")
                .apply();
    }

    /** Two files of events, a second apart. */
    private Dataset<Row> events(SparkSession spark, boolean streaming) throws Exception {
        Path events = Files.createDirectories(folder.resolve("events"));
        for (int file = 0; file < 2; file++) {
            int first = file * EVENTS / 2;
            Files.writeString(
                    events.resolve(file + ".json"),
                    IntStream.range(first, first + EVENTS / 2)
                            .mapToObj(id -> "{\"id\": %d, \"ts\": \"2026-01-01 00:00:%02d\"}".formatted(id, id))
                            .collect(Collectors.joining("\n")));
        }
        String columns = "id BIGINT, ts TIMESTAMP";
        return streaming
                ? spark.readStream()
                        .schema(columns)
                        .option("maxFilesPerTrigger", "1")
                        .json(events.toString())
                : spark.read().schema(columns).json(events.toString());
    }

    private List<Row> written(SparkSession spark, Dataset<Row> stream) throws Exception {
        String name = "written_" + folder.getFileName().toString().replaceAll("\\W", "");
        Dataset<Row> distinct = stream.toDF(IntStream.range(0, stream.columns().length)
                .mapToObj(i -> "c" + i)
                .toArray(String[]::new));
        distinct.writeStream()
                .format("memory")
                .queryName(name)
                .option("checkpointLocation", folder.resolve("checkpoint").toString())
                .trigger(Trigger.AvailableNow())
                .start()
                .processAllAvailable();
        return spark.table(name).collectAsList();
    }
}
