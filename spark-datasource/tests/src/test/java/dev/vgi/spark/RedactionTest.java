package dev.vgi.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.vgi.testing.Peer;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.ExplainMode;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Credentials, all of which contain {@code s3cret} here, are in no plan and no error. */
@ExtendWith(LocalSpark.class)
class RedactionTest {
    private static Peer worker;

    @BeforeAll
    static void startWorker() {
        worker = FlightsWorker.http("--describe");
    }

    @AfterAll
    static void stopWorker() {
        worker.close();
    }

    private static Dataset<Row> flights(SparkSession spark, Map<String, String> options) {
        return spark.read()
                .format("vgi")
                .option("url", worker.address())
                .option("bearerToken", "s3cret-a")
                .option("secretHeader.X-Key", "s3cret-b")
                .option("trustStorePassword", "s3cret-c")
                .options(options)
                .load("Flights/flights");
    }

    @ParameterizedTest
    @ValueSource(strings = {"simple", "extended", "codegen", "cost", "formatted"})
    void plansOfReadsAndExchanges_hideThem(String mode, SparkSession spark) {
        Dataset<Row> enriched = VgiExchange.on(flights(spark, Map.of("arg.month", "1")))
                .url(worker.address())
                .method("Flights/enrich")
                .inputColumns("origin", "destination")
                .option("bearerToken", "s3cret-d")
                .option("secretHeader.X-Key", "s3cret-e")
                .apply();
        assertThat(enriched.queryExecution().explainString(ExplainMode.fromString(mode)))
                .contains("Flights/flights")
                .doesNotContain("s3cret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "EXTENDED", "CODEGEN", "COST", "FORMATTED"})
    void explain_hidesThem(String mode, SparkSession spark) {
        spark.sql("CREATE OR REPLACE TEMPORARY VIEW secrets USING vgi OPTIONS (url '" + worker.address()
                + "', method 'Flights/flights', bearerToken 's3cret-a', `secretHeader.X-Key` 's3cret-b')");
        String plans = spark.sql("EXPLAIN " + mode + " SELECT origin FROM secrets")
                        .first()
                        .getString(0)
                + spark.sql("EXPLAIN " + mode + " CREATE TEMPORARY VIEW v USING vgi OPTIONS (url 'http://u:s3cret-c@h',"
                                + " bearerToken 's3cret-d', trustStorePassword 's3cret-e')")
                        .first()
                        .getString(0);
        assertThat(plans).contains("Flights/flights").doesNotContain("s3cret");
    }

    @Test
    void errors_hideThem(SparkSession spark) {
        String wrongPlace = "http://user:s3cret-f@127.0.0.1:9/vgi?key=s3cret-g";
        assertHidden(() -> flights(spark, Map.of("url", wrongPlace)));
        assertHidden(() -> flights(spark, Map.of("arg.month", "13")));
        assertHidden(() -> flights(spark, Map.of("arg.monht", "1")));
        assertHidden(() -> flights(spark, Map.of("arg.month", "1", "partitions", "[{\"month\": 1}]")));
        assertHidden(() -> flights(spark, Map.of("bearertokn", "s3cret-h")));
        assertHidden(() -> flights(spark, Map.of("allocatorBytes", "16k", "arg.month", "1"))
                .count());
        assertHidden(() -> spark.read()
                .format("vgi")
                .schema("origin STRING, delay INT")
                .option("url", worker.address())
                .option("bearerToken", "s3cret-a")
                .load("Flights/flights")
                .collectAsList());
    }

    private static void assertHidden(ThrowingCallable call) {
        Throwable failure = catchThrowable(call);
        assertThat(failure).isNotNull();
        var text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text));
        assertThat(text.toString()).contains("vgi").doesNotContain("s3cret");
    }
}
