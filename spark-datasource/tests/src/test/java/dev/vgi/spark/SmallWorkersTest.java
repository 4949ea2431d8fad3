package dev.vgi.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vgi.testing.Peer;
import dev.vgi.testing.PythonReference;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Eight tasks at once, and a worker that serves four. */
@Tag("any-line")
@ExtendWith(LocalSpark.class)
class SmallWorkersTest {
    private static final int TASKS = 8;

    @TempDir
    static Path folder;

    private static SparkSession spark;

    @BeforeAll
    static void startSpark() {
        LocalSpark.session().stop();
        spark = LocalSpark.session("local[" + TASKS + "]");
    }

    @AfterAll
    static void stopSpark() {
        spark.stop();
    }

    private static Peer worker(String transport, String name) {
        List<String> flags =
                switch (transport) {
                    case "http" -> List.of("--http");
                    case "unix" -> List.of("--unix=" + folder.resolve(name), "--max-connections", "4");
                    default -> List.of("--tcp", "127.0.0.1:0", "--max-connections", "4");
                };
        var command = new ArrayList<>(
                List.of("env", "VGI_HTTP_THREADS=4", PythonReference.require().python(), "-u"));
        command.add(TypesReadTest.WORKER.toString());
        command.addAll(flags);
        command.add("--describe");
        return Peer.start(command);
    }

    /** One partition for each task, each of which keeps the worker busy for so long. */
    private static Dataset<Row> slow(Peer worker, double seconds, Map<String, String> options) {
        return spark.read()
                .format("vgi")
                .schema("done BIGINT")
                .option("url", worker.address())
                .option(
                        "partitions",
                        Collections.nCopies(TASKS, "{\"seconds\": " + seconds + "}")
                                .toString())
                .options(options)
                .load("Types/slow");
    }

    @ParameterizedTest
    @CsvSource({"http, 64", "unix, 64", "tcp, 64", "unix, 4"})
    void tasksThatFindNoPlace_waitForOne(String transport, String maxConnections) {
        try (Peer worker = worker(transport, "patient-" + maxConnections + ".sock")) {
            assertThat(slow(worker, 0.5, Map.of("maxConnections", maxConnections))
                            .count())
                    .isEqualTo(TASKS);
        }
    }

    @ParameterizedTest
    @CsvSource({"http, VGI_HTTP_THREADS", "unix, --max-connections", "tcp, --max-connections"})
    void whereNoPlaceGetsFree_theErrorNamesTheWorkersSwitch(String transport, String flag) {
        try (Peer worker = worker(transport, "full.sock")) {
            Dataset<Row> slow = slow(worker, 3600, Map.of("silence", "2s", "maxConnections", "64"));
            assertThatThrownBy(slow::count)
                    .hasStackTraceContaining(flag)
                    .hasStackTraceContaining("maxConnections")
                    .hasStackTraceContaining("silence");
        }
    }
}
