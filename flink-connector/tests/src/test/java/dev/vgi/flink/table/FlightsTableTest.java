package dev.vgi.flink.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vgi.examples.flights.Flights;
import dev.vgi.examples.flights.FlightsWorker;
import dev.vgi.flink.Flink;
import dev.vgi.server.Server;
import dev.vgi.testing.Peer;
import dev.vgi.testing.PythonReference;
import java.nio.file.Path;
import java.util.List;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.flink.types.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The example's flights as a table, from the worker in both languages and over both kinds of transports. */
@Tag("any-line")
class FlightsTableTest {
    @RegisterExtension
    static final MiniClusterExtension CLUSTER = Flink.cluster();

    private static final Path SCRIPT =
            Path.of(System.getProperty("vgi.home"), "examples", "python", "flights_worker.py");
    private static final long FLIGHTS = 200_000;

    @TempDir
    Path folder;

    private Path socket() {
        return folder.resolve("w.sock");
    }

    @Test
    void javaWorker_isRead() throws Exception {
        try (Server server = Server.builder()
                .host(Flights.class, new FlightsWorker())
                .http(0)
                .unix(socket())
                .start()) {
            server.addresses().forEach(FlightsTableTest::readsAllFlights);
        }
    }

    @Test
    void pythonWorker_isReadOverHttp() {
        try (Peer worker = PythonReference.require().start(SCRIPT.toString(), "--describe", "--http")) {
            readsAllFlights(worker.address());
        }
    }

    @Test
    void pythonWorker_isReadOverUnix() throws Exception {
        try (Peer worker = PythonReference.require()
                .start(SCRIPT.toString(), "--describe", "--idle-timeout", "0", "--unix=" + socket())) {
            readsAllFlights(worker.address());
        }
    }

    /** Without reflection the method's parameters are declared, and nothing is pushed down that they do not name. */
    @Test
    void pythonWorkerWithoutReflection_isReadByItsDeclaredParameters() {
        try (Peer worker = PythonReference.require().start(SCRIPT.toString(), "--http")) {
            StreamTableEnvironment tables = Flink.batch(1);
            create(tables, worker.address(), "'arg.month' = '1'");
            assertThatThrownBy(() -> Flink.rows(tables, "SELECT COUNT(*) FROM flights"))
                    .hasStackTraceContaining("--describe");
            tables.executeSql("DROP TABLE flights");
            create(
                    tables,
                    worker.address(),
                    "'arg.month' = '1', 'protocol-version' = '1.0.0',"
                            + " 'args-schema' = 'month BIGINT, vgi_columns ARRAY<STRING>, vgi_limit BIGINT'");
            assertThat(Flink.rows(tables, "SELECT COUNT(*) FROM flights")).hasToString("[+I[33883]]");
        }
    }

    @Test
    void headerThatNobodyTellsOf_isNoRow() throws Exception {
        try (Peer worker = Peer.start(
                List.of(PythonReference.require().script("vgi-rpc-conformance"), "--unix", socket().toString()))) {
            StreamTableEnvironment tables = Flink.batch(1);
            String declaration = "CREATE TABLE %s BIGINT) WITH ('connector' = 'vgi', 'url' = '" + worker.address()
                    + "', 'method' = 'ConformanceService/produce_with_header', 'arg.count' = '3',"
                    + " 'args-schema' = 'count BIGINT NOT NULL', 'protocol-version' = '2.0.0'%s)";
            tables.executeSql(declaration.formatted("declared (`index`", ", 'has-header' = 'true'"));
            assertThat(Flink.rows(tables, "SELECT SUM(`index`) FROM declared")).hasToString("[+I[3]]");

            tables.executeSql(declaration.formatted("undeclared (total_expected", ""));
            assertThatThrownBy(() -> Flink.rows(tables, "SELECT * FROM undeclared"))
                    .hasStackTraceContaining("start with a header")
                    .hasStackTraceContaining("option 'has-header'");
        }
    }

    private static void readsAllFlights(String url) {
        StreamTableEnvironment tables = Flink.batch(2);
        create(tables, url, "'scan.splits.method' = 'Flights/flight_splits'");

        Row all = Flink.rows(tables, "SELECT COUNT(*), MIN(origin), MAX(delay), MIN(`date`) FROM flights")
                .get(0);

        assertThat(all.getField(0)).as(url).isEqualTo(FLIGHTS);
        assertThat(all.getField(1)).as(url).isEqualTo("ABE");
        assertThat(all.getField(2)).as(url).isEqualTo(1_575L);
        assertThat(all.getField(3)).as(url).hasToString("2001-01-01T00:01");
    }

    private static void create(StreamTableEnvironment tables, String url, String more) {
        tables.executeSql("CREATE TABLE flights (`date` TIMESTAMP(6) NOT NULL, delay BIGINT NOT NULL,"
                + " origin STRING NOT NULL, destination STRING NOT NULL) WITH ('connector' = 'vgi', 'method' = 'Flights/flights', 'url' = '"
                + url + "', " + more + ")");
    }
}
