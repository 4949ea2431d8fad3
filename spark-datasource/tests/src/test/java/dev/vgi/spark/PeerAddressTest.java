package dev.vgi.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.vgi.protocol.Principal;
import dev.vgi.server.Server;
import dev.vgi.server.http.HttpServerConfig;
import dev.vgi.server.http.auth.Authenticator;
import dev.vgi.service.CallContext;
import dev.vgi.service.Producer;
import dev.vgi.service.VgiProtocol;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Splits that name a worker: less is allowed for it than for the one that the user named. */
@Tag("any-line")
@ExtendWith(LocalSpark.class)
class PeerAddressTest {
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

    private Dataset<Row> rows(SparkSession spark, String named, Map<String, String> options) {
        return spark.read()
                .format("vgi")
                .option("url", server.addresses().get(0))
                .option("splitsMethod", "Places/places")
                .option("splitsArgs", "{\"url\": \"" + named + "\"}")
                .options(options)
                .load("Places/rows");
    }

    @ParameterizedTest
    @ValueSource(strings = {"cmd:touch ", "launch:touch ", "shm+cmd:touch "})
    void program_isNotStarted(String scheme, SparkSession spark) {
        Path file = folder.resolve("made");

        assertThatThrownBy(() -> rows(spark, scheme + file, Map.of()).count())
                .hasStackTraceContaining("the worker named the address '" + scheme.strip())
                .hasStackTraceContaining("expected http:, https: or tcp:");
        assertThatThrownBy(() -> rows(spark.read().schema("part STRING").format("vgi"), scheme + file)
                        .count())
                .hasStackTraceContaining("expected http:, https: or tcp:");

        assertThat(file).doesNotExist();
    }

    private Dataset<Row> rows(org.apache.spark.sql.DataFrameReader reader, String named) {
        return reader.option("url", server.addresses().get(0))
                .option("splitsMethod", "Places/places")
                .option("splitsArgs", "{\"url\": \"" + named + "\"}")
                .load("Places/rows");
    }

    @Test
    void splitThatTheUserLists_isHisOwn(SparkSession spark) {
        String address = server.addresses().get(0);
        Dataset<Row> rows = spark.read()
                .format("vgi")
                .option("url", "unix:/nowhere/worker.sock," + address)
                .option("partitions", "[{\"part\": \"b\", \"vgi_url\": \"" + address + "\"}]")
                .load("Places/rows");

        assertThat(rows.collectAsList()).extracting(row -> row.getString(0)).containsExactly("b");
    }

    @Test
    void workerOfAnotherOrigin_getsCredentialsWhereItIsListed(SparkSession spark) throws IOException {
        List<String> received = new CopyOnWriteArrayList<>();
        HttpServer recorder = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        recorder.createContext("/", exchange -> {
            exchange.getRequestHeaders().forEach((name, values) -> received.add(name + ": " + values.get(0)));
            exchange.sendResponseHeaders(404, -1);
            exchange.close();
        });
        recorder.start();
        String other = "http://127.0.0.1:" + recorder.getAddress().getPort();
        Map<String, String> credentials = Map.of("bearerToken", "secret-token", "secretHeader.X-Api-Key", "secret-key");
        try {
            assertThatThrownBy(() -> rows(spark, other, credentials).count()).isInstanceOf(Exception.class);
            assertThat(received).isNotEmpty().noneMatch(line -> line.contains("secret"));

            assertThatThrownBy(() -> rows(spark, other, with(credentials, "credentials.origins", other))
                            .count())
                    .isInstanceOf(Exception.class);
            assertThat(received).contains("Authorization: Bearer secret-token", "X-api-key: secret-key");
        } finally {
            recorder.stop(0);
        }
    }

    @Test
    void metadataService_isNamedInVain(SparkSession spark) {
        assertThatThrownBy(() -> rows(spark, "http://169.254.169.254", Map.of()).count())
                .hasStackTraceContaining("private address 169.254.169.254")
                .hasStackTraceContaining("option 'splits.allowedHosts'");
    }

    @Test
    void workerThatIsNamed_isRead(SparkSession spark) {
        assertThat(rows(spark, server.addresses().get(0), Map.of()).collectAsList())
                .extracting(row -> row.getString(0))
                .containsExactly("a");
    }

    @Test
    void credentialsFile_keepsThemOutOfStatements(SparkSession spark) throws IOException {
        Path file = Files.writeString(folder.resolve("credentials.properties"), "auth.bearer-token = s3cret\n");
        var authenticator = Authenticator.bearerTokens(Map.of("s3cret", new Principal("bearer", "ann")));
        try (Server guarded = Server.builder()
                .host(Places.class, new Worker())
                .http(HttpServerConfig.builder().authenticator(authenticator).build())
                .start()) {
            String create = "CREATE TEMPORARY VIEW guarded USING vgi OPTIONS (url '"
                    + guarded.addresses().get(0) + "', method 'Places/rows', `arg.part` 'b'%s)";
            assertThatThrownBy(() -> spark.sql(create.formatted("")).collect())
                    .hasMessageContaining("missing_credential");

            spark.sql(create.formatted(", `credentials.file` '" + file + "'"));
            assertThat(spark.table("guarded").as(Encoders.STRING()).collectAsList())
                    .containsExactly("b");
            spark.catalog().dropTempView("guarded");
        }
    }

    private static Map<String, String> with(Map<String, String> options, String name, String value) {
        var all = new java.util.HashMap<>(options);
        all.put(name, value);
        return all;
    }
}
