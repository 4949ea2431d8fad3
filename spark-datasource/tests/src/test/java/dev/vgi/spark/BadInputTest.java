package dev.vgi.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vgi.testing.Peer;
import dev.vgi.testing.PythonReference;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.function.ForeachPartitionFunction;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What users get wrong, and what they are told. */
@Tag("any-line")
@ExtendWith(LocalSpark.class)
class BadInputTest {
    private static Peer worker;

    @BeforeAll
    static void startWorker() {
        worker = FlightsWorker.http("--describe");
    }

    @AfterAll
    static void stopWorker() {
        worker.close();
    }

    private static Dataset<Row> read(SparkSession spark, String method, Map<String, String> options) {
        return spark.read()
                .format("vgi")
                .option("url", worker.address())
                .options(options)
                .load(method);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    Flights/flight      | {}                  | flight_splits
                    Trains/flights      | {}                  | Flights
                    fligths             | {}                  | Flights/flights
                    Flights/flights     | {"mont": 1}         | month BIGINT
                    Flights/flights     | {"month": "may"}    | month
                    Flights/flights     | {"month": 13}       | expected 1 to 12 or null
                    Flights/airport     | {"iata": "JFK"}     | UNARY
                    """)
    void wrongNameOrArgument_isNamedWithWhatThereIs(String method, String args, String expected, SparkSession spark) {
        assertThatThrownBy(() -> read(spark, method, Map.of("args", args)))
                .hasStackTraceContaining(expected)
                .hasStackTraceContaining("127.0.0.1");
    }

    @Test
    void nobodyAtTheAddress_isSaid(SparkSession spark) {
        assertThatThrownBy(() -> read(spark, "Flights/flights", Map.of("url", "http://127.0.0.1:9")))
                .hasMessageContaining("127.0.0.1:9");
    }

    @Test
    void schemaThatDoesNotMatch_failsBeforeTheFirstBatch(SparkSession spark) {
        Dataset<Row> flights = spark.read()
                .format("vgi")
                .schema("origin STRING, delay INT")
                .option("url", worker.address())
                .load("Flights/flights");
        assertThatThrownBy(flights::collectAsList)
                .hasStackTraceContaining("column 'delay' is BIGINT NOT NULL, expected INT")
                .hasStackTraceContaining(".schema(...)");
    }

    @Test
    void splitThatContradictsTheArguments_isRefused(SparkSession spark) {
        assertThatThrownBy(() ->
                        read(spark, "Flights/flights", Map.of("arg.month", "1", "partitions", "[{\"month\": 2}]")))
                .hasMessageContaining("'month'")
                .hasMessageContaining("for each split");
    }

    @Test
    void workerWithoutReflection_isReadByItsFullNameAndDeclaredParameters(SparkSession spark) {
        try (Peer silent = FlightsWorker.http()) {
            Map<String, String> url = Map.of("url", silent.address());
            assertThatThrownBy(() -> read(spark, "Flights/flights", url)).hasMessageContaining("--describe");
            DataFrameReader declared = spark.read()
                    .format("vgi")
                    .options(url)
                    .option("argsSchema", "month BIGINT, vgi_columns ARRAY<STRING>, vgi_limit BIGINT")
                    .option("arg.month", "6");
            assertThatThrownBy(() -> declared.load("Flights/flights")).hasMessageContaining("'protocolVersion'");
            Dataset<Row> flights = declared.option("protocolVersion", "1.0.0").load("Flights/flights");
            assertThat(flights.select("origin").limit(3).collectAsList()).hasSize(3);
        }
    }

    @Test
    void headerThatNobodyTellsOf_isNoRow(SparkSession spark, @TempDir Path folder) {
        try (Peer silent = Peer.start(List.of(
                PythonReference.require().script("vgi-rpc-conformance"),
                "--unix",
                folder.resolve("silent.sock").toString()))) {
            DataFrameReader read = spark.read()
                    .format("vgi")
                    .option("url", silent.address())
                    .option("argsSchema", "count BIGINT NOT NULL")
                    .option("protocolVersion", "2.0.0")
                    .option("arg.count", "3");

            assertThatThrownBy(() ->
                            read.load("ConformanceService/produce_with_header").collectAsList())
                    .hasStackTraceContaining("start with a header")
                    .hasStackTraceContaining("option 'hasHeader'");
            assertThat(read.option("hasHeader", "true")
                            .load("ConformanceService/produce_with_header")
                            .select("index")
                            .as(Encoders.LONG())
                            .collectAsList())
                    .containsExactly(0L, 1L, 2L);
            assertThatThrownBy(() ->
                            read(spark, "ConformanceService/produce_n", Map.of("arg.count", "1", "hasHeader", "true")))
                    .hasMessageContaining("option 'hasHeader' goes with option 'argsSchema'");
        }
    }

    @Test
    void silentWorker_isGivenUpByTheOptionForIt(SparkSession spark) throws IOException {
        try (var listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> spark.read()
                            .format("vgi")
                            .option("url", "tcp://127.0.0.1:" + listener.getLocalPort())
                            .option("argsSchema", "month BIGINT")
                            .option("silence", "1s")
                            .load("Flights/flights"))
                    .hasStackTraceContaining("silent for 1 s")
                    .hasStackTraceContaining("'silence'");
        }
    }

    @Test
    void workerThatDiesInMidStream_failsTheTaskWithItsAddress(SparkSession spark, @TempDir Path folder) {
        try (Peer mortal = FlightsWorker.unix(folder.resolve("mortal.sock"), "--describe")) {
            Dataset<Row> flights = spark.read()
                    .format("vgi")
                    .option("url", mortal.address())
                    .option("prefetchBatches", "0")
                    .load("Flights/flights");
            long pid = mortal.process().pid();
            assertThatThrownBy(() -> flights.foreachPartition((ForeachPartitionFunction<Row>) rows -> {
                        assertThat(rows.hasNext()).isTrue();
                        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
                        rows.forEachRemaining(row -> {});
                    }))
                    .hasStackTraceContaining(mortal.address())
                    .hasStackTraceContaining("Flights/flights");
        }
    }
}
