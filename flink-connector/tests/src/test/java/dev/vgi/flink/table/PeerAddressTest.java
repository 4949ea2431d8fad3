package dev.vgi.flink.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.vgi.flink.Flink;
import dev.vgi.server.Server;
import dev.vgi.service.CallContext;
import dev.vgi.service.Producer;
import dev.vgi.service.VgiProtocol;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.flink.types.Row;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Splits that name a worker: less is allowed for it than for the one that the user named. */
@Tag("any-line")
class PeerAddressTest {
    @RegisterExtension
    static final MiniClusterExtension CLUSTER = Flink.cluster();

    @TempDir
    Path folder;

    private final Server server =
            Server.builder().host(Places.class, new Worker()).http(0).start();

    /** A worker whose splits are wherever the caller wants them. */
    @VgiProtocol(name = "Places", version = "1.0.0")
    public interface Places {
        Producer<Place> places(CallContext call, String url);

        Producer<Part> rows(CallContext call, String part);

        record Place(String part, String vgiUrl) {}

        record Part(String part) {}
    }

    private static final class Worker implements Places {
        @Override
        public Producer<Place> places(CallContext call, String url) {
            return Producer.ofAll(Place.class, List.of(new Place("a", url)));
        }

        @Override
        public Producer<Part> rows(CallContext call, String part) {
            return Producer.ofAll(Part.class, List.of(new Part(part)));
        }
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private List<Row> rows(String named, String options) {
        StreamTableEnvironment tables = Flink.tables(1);
        tables.executeSql("CREATE TABLE places (part STRING NOT NULL) WITH ('connector' = 'vgi', 'url' = '"
                + server.addresses().get(0) + "', 'method' = 'Places/rows', 'scan.splits.method' = 'Places/places',"
                + " 'scan.splits.args' = '{\"url\": \"" + named + "\"}'" + options + ")");
        return Flink.rows(tables, "SELECT * FROM places");
    }

    @ParameterizedTest
    @ValueSource(strings = {"cmd:touch ", "launch:touch ", "shm+cmd:touch "})
    void program_isNotStarted(String scheme) {
        Path file = folder.resolve("made");

        assertThatThrownBy(() -> rows(scheme + file, ""))
                .hasStackTraceContaining("the worker named the address '" + scheme.strip())
                .hasStackTraceContaining("expected http:, https: or tcp:");

        assertThat(file).doesNotExist();
    }

    @Test
    void workerThatIsNamed_isRead() {
        assertThat(rows(server.addresses().get(0), "")).containsExactly(Row.of("a"));
    }

    @Test
    void metadataService_isNamedInVain() {
        assertThatThrownBy(() -> rows("http://169.254.169.254", ""))
                .hasStackTraceContaining("private address 169.254.169.254")
                .hasStackTraceContaining("option 'scan.splits.allowed-hosts'");
    }

    @Test
    void workerOfAnotherOrigin_getsCredentialsWhereItIsListed() throws IOException {
        List<String> received = new CopyOnWriteArrayList<>();
        HttpServer recorder = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        recorder.createContext("/", exchange -> {
            exchange.getRequestHeaders().forEach((name, values) -> received.add(name + ": " + values.get(0)));
            exchange.sendResponseHeaders(404, -1);
            exchange.close();
        });
        recorder.start();
        String other = "http://127.0.0.1:" + recorder.getAddress().getPort();
        String credentials = ", 'auth.bearer-token' = 'secret-token', 'secret-header.X-Api-Key' = 'secret-key'";
        try {
            assertThatThrownBy(() -> rows(other, credentials)).isInstanceOf(Exception.class);
            assertThat(received).isNotEmpty().noneMatch(line -> line.contains("secret"));

            assertThatThrownBy(() -> rows(other, credentials + ", 'credentials.origins' = '" + other + "'"))
                    .isInstanceOf(Exception.class);
            assertThat(received).contains("Authorization: Bearer secret-token", "X-api-key: secret-key");
        } finally {
            recorder.stop(0);
        }
    }
}
