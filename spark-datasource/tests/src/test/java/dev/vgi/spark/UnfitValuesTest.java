package dev.vgi.spark;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vgi.testing.Peer;
import dev.vgi.testing.PythonReference;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A value that the other side's type cannot hold is named with its column, its row, its batch and its partition. */
@Tag("any-line")
class UnfitValuesTest extends TablesTest {

    @Test
    void valueThatAJavaWorkerCannotCast_isNamedByTheWorker(SparkSession spark) {
        Dataset<Row> rows = spark.range(0, 250, 1, 1)
                .selectExpr("CAST(IF(id = 120, 10000000000000000000, id) AS DECIMAL(20, 0)) AS id");
        assertThatThrownBy(() -> exchange(rows, url(), "Tables/label").apply().collectAsList())
                .hasStackTraceContaining("Tables/label cannot take a value")
                .hasStackTraceContaining("in batch 2 of partition 0")
                .hasStackTraceContaining(
                        "column 'id' of row 20 of a batch: found 10000000000000000000, expected int64 (");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    narrow | IF(id = 205, 3000000000, id) | found 3000000000, expected int32 (-2147483648 to 2147483647)
                    narrow | IF(id = 205, 0.5D, 1D)       | found 0.5, expected int32
                    price  | CAST(IF(id = 205, 1.125, 1) AS DECIMAL(10, 3)) | found 1.125, expected decimal128(4,2) (at most 4 digits
                    """)
    void valueThatAPythonWorkerCannotCast_isFoundForIt(
            String column, String expression, String expected, SparkSession spark) {
        try (Peer python = PythonReference.require()
                .start(TypesReadTest.WORKER.toString(), "--unix=" + folder.resolve("types.sock"), "--describe")) {
            Dataset<Row> rows = spark.range(0, 250, 1, 1).selectExpr(expression + " AS " + column);
            assertThatThrownBy(() -> exchange(rows, python.address(), "Types/echo")
                            .option("arg.column", column)
                            .apply()
                            .collectAsList())
                    .hasStackTraceContaining("Types/echo cannot take a value")
                    .hasStackTraceContaining("in batch 3 of partition 0")
                    .hasStackTraceContaining("column '" + column + "' of row 5 of a batch: " + expected);
        }
    }

    @Test
    void decimalOf39Digits_isNamedWithTheMethod(SparkSession spark) {
        Dataset<Row> rows = spark.range(0, 10, 1, 1).toDF("id");
        assertThatThrownBy(() -> exchange(rows, url(), "Tables/digits").apply().collectAsList())
                .hasStackTraceContaining("the answer of Tables/digits to batch 1 of partition 0: column 'digits'"
                        + " (decimal128(38,0)) has the value -100000000000000000000000000000000000000 in row 7");
    }

    private static VgiExchange exchange(Dataset<Row> rows, String url, String method) {
        return VgiExchange.on(rows).url(url).method(method).batchSize(100);
    }
}
