package dev.vgi.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vgi.testing.Peer;
import dev.vgi.testing.PythonReference;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Enriching rows by the exchange of the example's Python worker, over HTTP. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class VgiExchangeTest {
    private Peer worker;
    private SparkSession spark;

    @BeforeAll
    void start() {
        String script = Path.of(System.getProperty("vgi.home"), "examples/python/flights_worker.py")
                .toString();
        worker = PythonReference.require().start(script, "--http", "--port", "0", "--describe");
        spark = SparkSession.builder()
                .master("local[2]")
                .config("spark.ui.enabled", false)
                .config("spark.sql.shuffle.partitions", 2)
                .getOrCreate();
    }

    @AfterAll
    void stop() {
        spark.stop();
        worker.close();
    }

    @AfterEach
    void nothingIsLeftInMemory() {
        assertThat(ProcessMemory.get().allocatedBytes()).isZero();
    }

    @Test
    void apply_onRows_addsTheAnswersColumnsInOrder() {
        Dataset<Row> pairs = spark.sql("SELECT * FROM VALUES (1, 'JFK', 'LAX'), (2, 'ORD', NULL), (3, 'LAX', 'JFK')"
                + " AS t(id, origin, destination)");
        List<Row> rows = enrich(pairs).apply().orderBy("id").collectAsList();
        assertThat(rows).hasSize(3);
        assertThat(rows.get(0).<String>getAs("origin_city")).isEqualTo("New York");
        assertThat(rows.get(0).<String>getAs("destination_state")).isEqualTo("CA");
        assertThat(rows.get(0).<Double>getAs("distance_km")).isBetween(3900.0, 4000.0);
        assertThat(rows.get(1).<Double>getAs("distance_km")).isNull();
        assertThat(rows.get(2).<String>getAs("origin")).isEqualTo("LAX");
    }

    @Test
    void apply_onManyBatches_sendsEachRowOnce() {
        Dataset<Row> pairs = spark.range(0, 50_000, 1, 3)
                .select(
                        col("id"),
                        expr("IF(id % 2 = 0, 'JFK', 'LAX')").as("origin"),
                        expr("'ORD'").as("destination"));
        Dataset<Row> enriched = enrich(pairs).batchSize(1000).apply();
        assertThat(enriched.count()).isEqualTo(50_000);
        assertThat(enriched.filter("origin_state = 'NY'")
                        .selectExpr("count(*)", "sum(id)")
                        .head())
                .satisfies(row -> {
                    assertThat(row.getLong(0)).isEqualTo(25_000);
                    assertThat(row.getLong(1)).isEqualTo(25_000L * 24_999L);
                });
    }

    @Test
    void apply_onBatchesOfARead_passesThemOn() {
        Dataset<Row> flights = spark.read()
                .format("vgi")
                .option("url", worker.address())
                .option("partitions", "[{\"month\": 1}, {\"month\": 2}]")
                .load("Flights/flights");
        Dataset<Row> enriched = enrich(flights).apply();
        assertThat(enriched.count()).isEqualTo(33_883 + 30_545);
        assertThat(enriched.filter("origin_state IS NULL").count()).isLessThan(1000);
        assertThat(enriched.join(enriched.limit(1), "date").count()).isPositive();
    }

    @Test
    void apply_whereAColumnIsNotUsed_prunesItFromTheRead() {
        Dataset<Row> flights = spark.read()
                .format("vgi")
                .option("url", worker.address())
                .option("arg.month", "1")
                .load("Flights/flights");
        Dataset<Row> states = enrich(flights).apply().groupBy("origin_state").sum("delay");
        assertThat(states.queryExecution().optimizedPlan().toString())
                .containsPattern("RelationV2\\[delay#\\d+L, origin#\\d+, destination#\\d+] vgi");
        assertThat(states.count()).isGreaterThan(40);
    }

    @Test
    void apply_withLimit_endsTheStreamEarly() {
        Dataset<Row> pairs = spark.range(0, 100_000, 1, 2)
                .select(expr("'JFK'").as("origin"), expr("'LAX'").as("destination"));
        assertThat(enrich(pairs).batchSize(100).apply().limit(7).collectAsList())
                .hasSize(7);
    }

    @Test
    void apply_withColumnsThatTheWorkerDoesNotTake_namesTheOption() {
        Dataset<Row> pairs = spark.sql("SELECT 1 AS id, 'JFK' AS origin, 'LAX' AS destination");
        assertThatThrownBy(() -> VgiExchange.on(pairs)
                        .url(worker.address())
                        .method("Flights/enrich")
                        .apply()
                        .collectAsList())
                .hasMessageContaining("inputColumns")
                .hasMessageContaining("id");
    }

    @Test
    void apply_sendsTheColumnsInTheOrderGiven() {
        Dataset<Row> pairs = spark.sql("SELECT 'JFK' AS origin, 'LAX' AS destination");
        var project = enrich(pairs)
                .inputColumns("destination", "origin")
                .apply()
                .queryExecution()
                .analyzed();
        ExchangeNode plan = (ExchangeNode) project.children().head();
        assertThat(plan.spec().input().fieldNames()).containsExactly("destination", "origin");
    }

    @Test
    void apply_withoutCodegen_givesTheSame() {
        Dataset<Row> pairs = spark.sql("SELECT 'JFK' AS origin, 'LAX' AS destination");
        spark.conf().set("spark.sql.codegen.wholeStage", false);
        try {
            assertThat(enrich(pairs).apply().head().<String>getAs("origin_city"))
                    .isEqualTo("New York");
        } finally {
            spark.conf().set("spark.sql.codegen.wholeStage", true);
        }
    }

    @Test
    void apply_keepingNothing_givesTheAnswerAlone() {
        Dataset<Row> pairs = spark.sql("SELECT 'JFK' AS origin, 'LAX' AS destination");
        Dataset<Row> enriched = enrich(pairs).keep().outputPrefix("vgi_").apply();
        assertThat(enriched.columns()).startsWith("vgi_origin_city").hasSize(9);
        assertThat(enriched.head().<String>getAs("vgi_destination_city")).isEqualTo("Los Angeles");
    }

    private VgiExchange enrich(Dataset<Row> rows) {
        return VgiExchange.on(rows)
                .url(worker.address())
                .method("Flights/enrich")
                .inputColumns("origin", "destination");
    }
}
