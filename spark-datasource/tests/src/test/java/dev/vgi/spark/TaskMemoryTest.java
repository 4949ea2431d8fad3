package dev.vgi.spark;

import static org.apache.spark.sql.functions.sum;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Observation;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The off-heap memory of a task does not grow with its rows, whichever way Spark takes the batches. */
class TaskMemoryTest extends TablesTest {
    private static final long ROWS = 200_000;
    private static final List<String> CODEGEN = List.of(
            "spark.sql.codegen.wholeStage",
            "spark.sql.codegen.maxFields",
            "spark.sql.codegen.hugeMethodLimit",
            "spark.sql.codegen.fallback");

    @AfterEach
    void codegenIsAsEver() {
        CODEGEN.forEach(setting -> LocalSpark.session().conf().unset(setting));
    }

    @ParameterizedTest
    @CsvSource({
        "119, spark.sql.codegen.maxFields, 100",
        "119, spark.sql.codegen.maxFields, 1000",
        "119, spark.sql.codegen.wholeStage, false",
        "119, spark.sql.codegen.hugeMethodLimit, 10",
        "60, spark.sql.codegen.hugeMethodLimit, 10",
        "60, spark.sql.codegen.wholeStage, false",
        "60, spark.sql.codegen.wholeStage, true"
    })
    void exchange_staysInItsMemory(int columns, String setting, String value, SparkSession spark) throws Exception {
        spark.conf().set(setting, value);
        Dataset<Row> enriched = VgiExchange.on(numbers(spark, columns))
                .url(url())
                .method("Tables/label")
                .inputColumns("id")
                .option("allocatorBytes", "64m")
                .apply();
        assertThat(written(enriched, sum("i2"), functions.count("label"))).containsExactly(39_999_800_000L, ROWS);
    }

    @ParameterizedTest
    @CsvSource({
        "auto, spark.sql.codegen.maxFields, 100",
        "true, spark.sql.codegen.maxFields, 100",
        "true, spark.sql.codegen.maxFields, 1000",
        "auto, spark.sql.codegen.wholeStage, false",
        "true, spark.sql.codegen.wholeStage, false",
        "auto, spark.sql.codegen.hugeMethodLimit, 10",
        "true, spark.sql.codegen.hugeMethodLimit, 10"
    })
    void read_staysInItsMemory(String columnar, String setting, String value, SparkSession spark) throws Exception {
        spark.conf().set(setting, value);
        // A batch of 100 rows has 96,000 bytes; together they have 4.8 million.
        Dataset<Row> wide =
                read(spark, "wide", Map.of("arg.count", "5000", "columnar", columnar, "allocatorBytes", "1m"));
        assertThat(written(wide, sum("c1"), sum("c119")))
                .containsExactly(1000L * 5000 * 4999 / 2 + 5000, 1000L * 5000 * 4999 / 2 + 119 * 5000);
    }

    @Test
    void exchangeOfAnExchange_staysInItsMemory(SparkSession spark) throws Exception {
        spark.conf().set("spark.sql.codegen.wholeStage", "false");
        Dataset<Row> once = VgiExchange.on(numbers(spark, 60))
                .url(url())
                .method("Tables/label")
                .inputColumns("id")
                .option("allocatorBytes", "64m")
                .apply();
        Dataset<Row> twice = VgiExchange.on(once)
                .url(url())
                .method("Tables/label")
                .inputColumns("id")
                .outputPrefix("second_")
                .option("allocatorBytes", "64m")
                .apply();
        assertThat(written(twice, sum("i2"), functions.count("second_label"))).containsExactly(39_999_800_000L, ROWS);
    }

    @Test
    void tooLittleMemory_saysWhatHelps(SparkSession spark) {
        Dataset<Row> enriched = VgiExchange.on(numbers(spark, 119))
                .url(url())
                .method("Tables/label")
                .inputColumns("id")
                .option("allocatorBytes", "4m")
                .apply();
        assertThatThrownBy(
                        () -> enriched.write().format("noop").mode("overwrite").save())
                .hasStackTraceContaining("Lower option 'batchSize', which is 16384")
                .hasStackTraceContaining("option 'allocatorBytes'");
    }

    /** {@code id}, then {@code i2}, which is twice that, {@code i3} and so on. */
    private static Dataset<Row> numbers(SparkSession spark, int columns) {
        var expressions = new ArrayList<>(List.of("id"));
        IntStream.rangeClosed(2, columns).forEach(i -> expressions.add("id * " + i + " AS i" + i));
        return spark.range(0, ROWS, 1, 1).selectExpr(expressions.toArray(String[]::new));
    }

    /** What the rows add up to that Spark writes, with all of their columns. */
    private static List<Object> written(Dataset<Row> rows, Column first, Column second) throws InterruptedException {
        var observation = new Observation("written");
        rows.observe(observation, first.as("first"), second.as("second"))
                .write()
                .format("noop")
                .mode("overwrite")
                .save();
        var found = new HashMap<>(scala.jdk.javaapi.CollectionConverters.asJava(observation.get()));
        return List.of(found.get("first"), found.get("second"));
    }
}
