package dev.vgi.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vgi.protocol.Principal;
import dev.vgi.server.Server;
import dev.vgi.server.http.HttpServerConfig;
import dev.vgi.server.http.auth.Authenticator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.flink.client.program.ClusterClient;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.api.ExplainDetail;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;
import org.apache.flink.test.junit5.InjectClusterClient;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Credentials, all of which contain {@code s3cret} here, are in no log line, no answer of the REST API, no checkpoint
 * and no error, except what the HTTP library writes at DEBUG outside the bundle; those of {@code credentials.file} in
 * no statement and no plan either.
 */
@Timeout(120)
class SecretsTest {
    @RegisterExtension
    static final MiniClusterExtension CLUSTER = Flink.cluster();

    private static final String SECRET = "s3cret";
    private static final String OPTIONS =
            "'auth.bearer-token' = 's3cret-token', 'secret-header.X-Api-Key' = 's3cret-key'";
    private static final List<String> OF_A_JOB = List.of(
            "",
            "/config",
            "/plan",
            "/exceptions",
            "/checkpoints",
            "/checkpoints/config",
            "/accumulators",
            "/metrics",
            "/jobmanager/config");
    private static final List<String> OF_THE_CLUSTER =
            List.of("/overview", "/jobs/overview", "/config", "/jobmanager/config", "/taskmanagers", "/jars");

    @TempDir
    Path folder;

    private CapturedLog log;
    private Server server;

    @BeforeEach
    void start() {
        server = Server.builder()
                .host(Numbers.class, new Numbers.Worker(1))
                .host(OddService.class, new OddService.Worker())
                .http(HttpServerConfig.builder()
                        .authenticator(
                                Authenticator.bearerTokens(Map.of("s3cret-token", new Principal("bearer", "ann"))))
                        .build())
                .start();
        log = new CapturedLog(Level.DEBUG);
        Configurator.setLevel("org.eclipse.jetty", Level.INFO);
    }

    @AfterEach
    void stop() {
        log.close();
        server.close();
    }

    @Test
    void secrets_areNowhereButInStatements(@InjectClusterClient ClusterClient<?> cluster) throws Exception {
        URI rest = URI.create(cluster.getWebInterfaceURL());
        Path file = Files.writeString(
                folder.resolve("credentials.properties"),
                "auth.bearer-token = s3cret-token\nheader.X-Api-Key = s3cret-key\n");
        StreamTableEnvironment tables = tables("'credentials.file' = '" + file + "'");
        String insert = "INSERT INTO nowhere SELECT n.id, t.twice FROM numbers AS n JOIN doubled FOR SYSTEM_TIME AS OF"
                + " n.now AS t ON n.id = t.id";

        JobClient job = tables.executeSql(insert).getJobClient().orElseThrow();
        await().atMost(Duration.ofMinutes(1)).until(() -> isCheckpointed(rest, job));
        List<String> found = new ArrayList<>(answers(rest));
        job.stopWithSavepoint(false, folder.resolve("savepoints").toString(), SavepointFormatType.CANONICAL)
                .get();
        List<Throwable> errors = List.of(
                catchThrowable(() -> Flink.rows(tables, "SELECT * FROM wrong_method")),
                catchThrowable(() -> Flink.rows(tables, "SELECT * FROM wrong_token")));
        found.addAll(answers(rest));

        assertThat(errors).doesNotContainNull().allSatisfy(error -> assertThat(error)
                .hasStackTraceContaining("dev.vgi")
                .satisfies(any -> assertThat(org.assertj.core.util.Throwables.getStackTrace(any))
                        .doesNotContain(SECRET)));
        assertThat(found).anyMatch(body -> body.contains("execution-config")).noneMatch(body -> body.contains(SECRET));
        assertThat(files()).isNotEmpty().noneMatch(body -> body.contains(SECRET));
        assertThat(log.lines())
                .anyMatch(line -> line.startsWith("org.apache.flink."))
                .filteredOn(line -> line.contains(SECRET))
                .isEmpty();
        assertThat(tables.explainSql("SELECT * FROM numbers", ExplainDetail.JSON_EXECUTION_PLAN))
                .doesNotContain(SECRET);
        assertThat(Flink.rows(tables, "SHOW CREATE TABLE numbers").toString())
                .contains("credentials.file")
                .doesNotContain(SECRET);
    }

    /** A table with the credentials of a file, and others with some of their own. */
    private StreamTableEnvironment tables(String file) {
        var configuration = new Configuration()
                .set(RestartStrategyOptions.RESTART_STRATEGY, "none")
                .set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(50))
                .set(CheckpointingOptions.CHECKPOINT_STORAGE, "filesystem")
                .set(
                        CheckpointingOptions.CHECKPOINTS_DIRECTORY,
                        folder.resolve("checkpoints").toUri().toString())
                .set(CheckpointingOptions.FS_SMALL_FILE_THRESHOLD, MemorySize.ZERO);
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(configuration);
        env.setParallelism(1);
        StreamTableEnvironment tables = StreamTableEnvironment.create(env);
        String worker = "'connector' = 'vgi', 'url' = '" + server.addresses().get(0) + "', ";
        String rows = "'arg.part' = 'a', 'arg.batch_rows' = '10', 'scan.token.ttl' = '0 s',"
                + " 'scan.boundedness' = 'continuous_unbounded', 'arg.count' = '" + Long.MAX_VALUE + "'";
        tables.executeSql("CREATE TABLE numbers (id BIGINT NOT NULL, now AS PROCTIME()) WITH (" + worker + file
                + ", 'method' = 'Numbers/rows', " + rows + ")");
        tables.executeSql("CREATE TABLE doubled (id BIGINT, twice BIGINT) WITH (" + worker + OPTIONS
                + ", 'method' = 'Odd/twice')");
        tables.executeSql("CREATE TABLE wrong_method (id BIGINT NOT NULL) WITH (" + worker + OPTIONS
                + ", 'method' = 'Numbers/absent')");
        tables.executeSql("CREATE TABLE wrong_token (id BIGINT NOT NULL) WITH (" + worker
                + "'auth.bearer-token' = 's3cret-wrong', 'method' = 'Numbers/rows', " + rows + ")");
        tables.executeSql("CREATE TABLE nowhere (id BIGINT, twice BIGINT) WITH ('connector' = 'blackhole')");
        return tables;
    }

    private static boolean isCheckpointed(URI rest, JobClient job) throws IOException {
        JsonNode checkpoints = new ObjectMapper().readTree(get(rest, "/jobs/" + job.getJobID() + "/checkpoints"));
        return checkpoints.path("counts").path("completed").asInt() > 1;
    }

    /** All that the REST API says of the cluster, its jobs and their vertices. */
    private static List<String> answers(URI rest) throws IOException {
        List<String> answers = new ArrayList<>();
        OF_THE_CLUSTER.forEach(path -> answers.add(get(rest, path)));
        for (JsonNode each : new ObjectMapper().readTree(get(rest, "/jobs")).get("jobs")) {
            String job = "/jobs/" + each.get("id").asText();
            OF_A_JOB.forEach(path -> answers.add(get(rest, job + path)));
            for (JsonNode vertex : new ObjectMapper().readTree(get(rest, job)).path("vertices")) {
                String path = job + "/vertices/" + vertex.get("id").asText();
                for (String more : List.of("", "/accumulators", "/metrics", "/subtasks/0", "/taskmanagers")) {
                    answers.add(get(rest, path + more));
                }
            }
        }
        return answers;
    }

    private static String get(URI rest, String path) {
        try {
            return HttpClient.newHttpClient()
                    .send(HttpRequest.newBuilder(rest.resolve(path)).build(), HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The bytes of checkpoints and savepoints, each as a letter. */
    private List<String> files() throws IOException {
        List<String> files = new ArrayList<>();
        for (String name : List.of("checkpoints", "savepoints")) {
            try (Stream<Path> all = Files.walk(folder.resolve(name))) {
                for (Path file : all.filter(Files::isRegularFile).toList()) {
                    files.add(Files.readString(file, StandardCharsets.ISO_8859_1));
                }
            }
        }
        return files;
    }
}
