package dev.vgi.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

/** What the worker is told of a query: the arguments, and the batches, that it received. */
class PushDownTest extends TablesTest {
    private static final Map<String, String> COUNT = Map.of("arg.count", "250");

    @Test
    void allColumns_areNamedInTheirOrder(SparkSession spark) {
        assertThat(read(spark, "numbers", COUNT).collectAsList()).hasSize(250);
        assertThat(worker.received()).containsExactly("numbers count=250 vgi_columns=[id, name, score]");
    }

    @Test
    void columns_areThoseThatTheQueryNeeds(SparkSession spark) {
        assertThat(read(spark, "numbers", COUNT)
                        .filter("name IS NOT NULL")
                        .select("score")
                        .collectAsList())
                .hasSize(166);
        assertThat(worker.received()).containsExactly("numbers count=250 vgi_columns=[name, score]");
    }

    @Test
    void count_needsNoColumn(SparkSession spark) {
        assertThat(read(spark, "numbers", COUNT).count()).isEqualTo(250);
        assertThat(worker.received()).containsExactly("numbers count=250 vgi_columns=[]");
    }

    @Test
    void limit_isTold_butNotBehindAFilter(SparkSession spark) {
        assertThat(read(spark, "numbers", COUNT).select("id").limit(7).collectAsList())
                .hasSize(7);
        assertThat(worker.received()).containsExactly("numbers count=250 vgi_columns=[id] vgi_limit=7");
        assertThat(read(spark, "numbers", COUNT)
                        .select("id")
                        .filter("id % 2 = 1")
                        .limit(7)
                        .collectAsList())
                .hasSize(7);
        assertThat(worker.received()).containsExactly("numbers count=250 vgi_columns=[id]");
    }

    @Test
    void eachSplit_isReadOnceWithItsOwnArguments(SparkSession spark) {
        Dataset<Row> numbers =
                read(spark, "numbers", Map.of("splitsMethod", "Tables/splits", "args", "{\"count\": 150}"));
        assertThat(numbers.agg(Map.of("id", "max")).first().getLong(0)).isEqualTo(2149);
        assertThat(worker.received())
                .containsExactlyInAnyOrder(
                        "numbers start=0 count=150 vgi_columns=[id]",
                        "numbers start=1000 count=150 vgi_columns=[id]",
                        "numbers start=2000 count=150 vgi_columns=[id]");
    }

    @Test
    void usersOwnArgument_isLeftAsItIs(SparkSession spark) {
        Dataset<Row> numbers = read(
                spark,
                "numbers",
                Map.of("args", "{\"count\": 250, \"vgi_limit\": 20, \"vgi_columns\": [\"id\", \"score\"]}"));
        assertThat(numbers.select("score").limit(5).collectAsList()).hasSize(5);
        assertThat(worker.received()).containsExactly("numbers count=250 vgi_columns=[id, score] vgi_limit=20");
    }

    @Test
    void pushDown_canBeSwitchedOff(SparkSession spark) {
        Dataset<Row> numbers = read(
                spark, "numbers", Map.of("arg.count", "250", "pushdown.columns", "none", "pushdown.limit", "none"));
        assertThat(numbers.select("score").limit(5).collectAsList()).hasSize(5);
        assertThat(worker.received()).containsExactly("numbers count=250");
    }

    @Test
    void selfJoin_asksOnceAndReusesTheExchange(SparkSession spark) {
        Dataset<Row> means = read(spark, "numbers", COUNT).groupBy("name").avg("score");
        Dataset<Row> joined = means.as("a").join(means.as("b"), "name");
        joined.collectAsList();
        assertThat(joined.queryExecution().executedPlan().toString()).contains("ReusedExchange");
        assertThat(worker.received()).containsExactly("numbers count=250 vgi_columns=[name, score]");
    }

    @Test
    void exchange_isSentItsInputColumnsInBatches(SparkSession spark) {
        Dataset<Row> labelled = VgiExchange.on(read(spark, "numbers", COUNT))
                .url(url())
                .method("Tables/label")
                .inputColumns("id")
                .batchSize(64)
                .apply();
        worker.forget();
        List<Row> rows = labelled.select("label", "score").collectAsList();
        assertThat(rows).hasSize(250);
        assertThat(rows.get(249).toString()).isEqualTo("[no. 249,124.5]");
        assertThat(worker.received())
                .contains("numbers count=250 vgi_columns=[id, score]")
                .containsSubsequence("label [id] 64", "label [id] 64", "label [id] 64", "label [id] 58");
    }
}
