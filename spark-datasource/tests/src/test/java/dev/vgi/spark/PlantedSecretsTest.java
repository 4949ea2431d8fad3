package dev.vgi.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vgi.testing.Peer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.Property;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.Trigger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Credentials, all of which contain {@code s3cret} here, are nowhere in what Spark keeps and shows of its queries. The
 * lines that the HTTP library writes at DEBUG are not looked at.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PlantedSecretsTest {
    /** Loggers of Spark's that write statements, and what the application was started with, as they are. */
    private static final List<String> SPARKS_OWN =
            List.of("org.apache.spark.sql.execution.SparkSqlParser", "org.apache.spark.sql.internal.SharedState");

    private static final String DEFAULT = "spark.datasource.vgi.secretHeader.X-Default";
    private static final String SECRETS =
            "`secretHeader.X-Api-Key` 's3cret-a', bearerToken 's3cret-b', trustStorePassword 's3cret-c'";

    @TempDir
    static Path folder;

    private final List<String> logs = Collections.synchronizedList(new ArrayList<>());
    private final Map<String, String> answers = new LinkedHashMap<>();
    private final Map<String, String> pages = new LinkedHashMap<>();
    private Peer worker;

    @BeforeAll
    void runQueries() throws Exception {
        worker = FlightsWorker.http("--describe");
        LocalSpark.session().stop();
        Files.createDirectory(folder.resolve("events"));
        SparkSession spark = SparkSession.builder()
                .master("local[2]")
                .config("spark.ui.port", "0")
                .config("spark.eventLog.enabled", "true")
                .config("spark.eventLog.compress", "false")
                .config("spark.eventLog.dir", folder.resolve("events").toUri().toString())
                .config("spark.sql.warehouse.dir", folder.resolve("warehouse").toString())
                .config(DEFAULT, "s3cret-default")
                .getOrCreate();
        var root = (Logger) LogManager.getRootLogger();
        Level before = root.getLevel();
        var capture = capture();
        root.addAppender(capture);
        Configurator.setRootLevel(Level.DEBUG);
        Configurator.setLevel("org.eclipse.jetty", Level.INFO);
        Configurator.setLevel("org.codehaus.janino", Level.INFO);
        try {
            readAndExchange(spark);
            statements(spark);
            stream(spark);
            visit(spark);
        } finally {
            Configurator.setRootLevel(before);
            root.removeAppender(capture);
            capture.stop();
            spark.stop();
        }
    }

    @AfterAll
    void stopWorker() {
        worker.close();
    }

    private AbstractAppender capture() {
        var capture = new AbstractAppender("capture", null, null, true, Property.EMPTY_ARRAY) {
            @Override
            public void append(LogEvent event) {
                logs.add(event.getLoggerName() + " " + event.getMessage().getFormattedMessage() + " "
                        + event.getThrown());
            }
        };
        capture.start();
        return capture;
    }

    private void readAndExchange(SparkSession spark) {
        Dataset<Row> flights = spark.read()
                .format("vgi")
                .option("url", worker.address())
                .option("secretHeader.X-Api-Key", "s3cret-d")
                .option("bearerToken", "s3cret-e")
                .option("splitsMethod", "flight_splits")
                .load("Flights/flights");
        flights.createOrReplaceTempView("read");
        assertThat(spark.sql("SELECT origin FROM read").count()).isEqualTo(200_000);
        assertThat(enriched(flights.limit(10)).count()).isEqualTo(10);
    }

    private Dataset<Row> enriched(Dataset<Row> rows) {
        return VgiExchange.on(rows)
                .url(worker.address())
                .method("Flights/enrich")
                .inputColumns("origin", "destination")
                .option("secretHeader.X-Api-Key", "s3cret-f")
                .option("bearerToken", "s3cret-g")
                .apply();
    }

    private void statements(SparkSession spark) {
        String options = "USING vgi OPTIONS (url '" + worker.address()
                + "', method 'Flights/flights', `arg.month` '1', " + SECRETS + ")";
        for (String statement : List.of(
                "CREATE TEMPORARY VIEW made " + options,
                "SELECT count(*) FROM made",
                "EXPLAIN EXTENDED CREATE TEMPORARY VIEW planned " + options,
                "CREATE TABLE flights " + options,
                "SELECT count(*) FROM flights",
                "EXPLAIN EXTENDED SELECT * FROM flights",
                "SHOW TABLE EXTENDED LIKE 'flights'",
                "SHOW CREATE TABLE flights",
                "SHOW TBLPROPERTIES flights",
                "DESCRIBE EXTENDED flights",
                "DROP TABLE flights")) {
            answers.put(statement, spark.sql(statement).collectAsList().toString());
        }
        for (String url :
                List.of("http://user:s3cret-h@127.0.0.1:9", "user:s3cret-i@127.0.0.1:9", "tcp:u:s3cret-j@h")) {
            String statement = "CREATE TEMPORARY VIEW refused USING vgi OPTIONS (url '" + url + "', method 'a/b')";
            assertThatThrownBy(() -> spark.sql(statement)).message().satisfies(text -> answers.put(statement, text));
        }
    }

    private void stream(SparkSession spark) throws Exception {
        Path input = Files.createDirectory(folder.resolve("input"));
        Files.writeString(input.resolve("pairs.csv"), "JFK,LAX\nORD,JFK\n");
        Dataset<Row> pairs =
                spark.readStream().schema("origin STRING, destination STRING").csv(input.toString());
        StreamingQuery query = enriched(pairs)
                .writeStream()
                .format("parquet")
                .option("path", folder.resolve("output").toString())
                .option("checkpointLocation", folder.resolve("checkpoint").toString())
                .trigger(Trigger.AvailableNow())
                .start();
        query.awaitTermination();
        assertThat(query.recentProgress())
                .extracting(progress -> progress.numInputRows())
                .contains(2L);
    }

    private void visit(SparkSession spark) throws IOException, InterruptedException {
        String application = "/api/v1/applications/" + spark.sparkContext().applicationId();
        var paths = new ArrayList<>(List.of(
                "/jobs/",
                "/stages/",
                "/environment/",
                "/SQL/",
                "/StreamingQuery/",
                application + "/environment",
                application + "/jobs",
                application + "/stages",
                application + "/sql?details=true&planDescription=true&length=1000"));
        for (int id = 0; id < 12; id++) {
            paths.add("/SQL/execution/?id=" + id);
        }
        HttpClient client = HttpClient.newHttpClient();
        for (String path : paths) {
            URI page = URI.create(spark.sparkContext().uiWebUrl().get() + path);
            HttpResponse<String> answer =
                    client.send(HttpRequest.newBuilder(page).build(), BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(path).isEqualTo(200);
            pages.put(path, answer.body());
        }
    }

    @Test
    void answersOfStatements_hideThem() {
        assertThat(answers.toString()).contains("Flights/flights");
        assertThat(answers).allSatisfy((statement, text) -> assertHidden(text));
    }

    @Test
    void pagesAndRestInterface_hideThem() {
        assertThat(pages.toString()).contains("Flights/flights", "secretHeader.X-Default");
        assertThat(pages).allSatisfy((path, text) -> assertHidden(text));
    }

    @Test
    void logsAtDebug_hideThem() {
        assertThat(List.copyOf(logs))
                .anyMatch(line -> line.startsWith("dev.vgi"))
                .anyMatch(line -> line.contains("secretHeader"));
        assertHidden(List.copyOf(logs).stream()
                .filter(line -> SPARKS_OWN.stream().noneMatch(line::startsWith))
                .collect(Collectors.joining("\n")));
    }

    @Test
    void eventLog_hidesThem() throws IOException {
        assertHidden("events", "SparkListenerJobStart");
    }

    @Test
    void checkpoint_hidesThem() throws IOException {
        assertHidden("checkpoint", "batchWatermarkMs");
    }

    private void assertHidden(String name, String expected) throws IOException {
        var text = new StringBuilder();
        try (Stream<Path> files = Files.walk(folder.resolve(name))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                text.append(Files.readString(file, StandardCharsets.ISO_8859_1)).append('\n');
            }
        }
        assertThat(text.toString()).contains(expected);
        assertHidden(text.toString());
    }

    private static void assertHidden(String text) {
        int found = text.indexOf("s3cret");
        assertThat(found)
                .as(() -> text.substring(Math.max(0, found - 300), found))
                .isNegative();
    }
}
