package dev.vgi.tools.cli;

import static dev.vgi.tools.cli.CommandLineRun.vgi;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vgi.testing.Peer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command line and the worker that {@code vgi serve} starts. */
class ExampleWorkerTest {
    @TempDir
    static Path folder;

    private static Peer worker;

    @BeforeAll
    static void start() {
        worker = Peer.start(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-opens=java.base/java.nio=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "serve",
                "--http",
                "--port",
                "0"));
    }

    @AfterAll
    static void stop() {
        if (worker != null) {
            worker.close();
        }
    }

    @Test
    void describe_showsTheProtocol() {
        CommandLineRun run = vgi("describe", worker.address());

        assertThat(run.err()).isEmpty();
        assertThat(run.out()).contains("""

                        Flights 1.0.0
                          hash 505370c367221d77d2b8a18631cc085aca6acf59992ee94c63be839bda182740

                          airport        unary     (iata STRING NOT NULL) -> BINARY NOT NULL [no side effects]
                          enrich         exchange  () [no side effects]
                          flight_splits  producer  () [no side effects]
                          flights        producer  (month BIGINT, vgi_columns ARRAY<STRING>, vgi_limit BIGINT) [no side effects]
                        """);
    }

    @Test
    void record_isOneLineForEachComponent() {
        assertThat(vgi("call", worker.address(), "airport", "iata=ROP").out()).isEqualTo("""
                        iata       ROP
                        name       Prachinburi
                        city       null
                        state      null
                        country    Thailand
                        latitude   14.078333
                        longitude  101.378334
                        """);
    }

    @Test
    void rows_areATable() {
        assertThat(vgi("call", worker.address(), "flights", "month=2", "--limit", "2")
                        .out())
                .isEqualTo("""
                        date                  delay  distance  origin  destination
                        TIMESTAMP_NTZ        BIGINT    BIGINT  STRING  STRING
                        -------------------  ------  --------  ------  -----------
                        2001-02-01 00:04:00       2      1452  DEN     IAD
                        2001-02-01 00:27:00     -10      1345  RNO     DFW
                        2 rows
                        """);
    }

    @Test
    void rowsWithoutColumns_areCounted() {
        assertThat(vgi("call", worker.address(), "flights", "vgi_columns=[]").out())
                .isEqualTo("200000 rows\n");
    }

    @Test
    void exchange_showsTheWorkersWarnings() throws IOException {
        Path routes =
                Files.writeString(folder.resolve("routes.jsonl"), "{\"origin\":\"JFK\",\"destination\":\"???\"}\n");

        CommandLineRun run = vgi("call", worker.address(), "enrich", "--input", routes.toString(), "--format", "jsonl");

        assertThat(run.err()).isEqualTo("worker: WARN unknown airport codes: ???\n");
        assertThat(run.out()).startsWith("{\"origin_city\":\"New York\"").endsWith("\"distance_km\":null}\n");
    }

    @Test
    void refusedArgument_isTheWorkersMessage() {
        CommandLineRun run = vgi("call", worker.address(), "flights", "month=13");

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err())
                .startsWith("vgi: month is 13, expected 1 to 12 or null [INVALID_ARGUMENT, invalid_parameter")
                .hasLineCount(1);
    }
}
