package dev.vgi.tools.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vgi.arrow.Batch;
import dev.vgi.arrow.Memory;
import dev.vgi.client.Client;
import dev.vgi.client.ExchangeStream;
import dev.vgi.client.ProducerStream;
import dev.vgi.protocol.CallOptions;
import dev.vgi.protocol.ExternalFetchStats;
import dev.vgi.protocol.Keys;
import dev.vgi.protocol.LogMessage;
import dev.vgi.tools.conformance.service.ConformanceService;
import dev.vgi.types.Values;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Everything by way of a store: this worker and the published reference's, each on a pipe, a unix socket and HTTP, put
 * all that they answer into the suite's store, and the client reads it there.
 */
class ExternalizedTest {
    private static final Map<String, RemoteWorker> WORKERS = new ConcurrentHashMap<>();

    @TempDir
    static Path folder;

    private static FakeStore store;

    @BeforeAll
    static void start() {
        store = FakeStore.start();
    }

    @AfterAll
    static void stop() {
        WORKERS.values().forEach(RemoteWorker::close);
        WORKERS.clear();
        store.close();
    }

    enum Side {
        OURS,
        REFERENCE;

        private List<String> command(String... flags) {
            var command = new ArrayList<>(
                    this == OURS
                            ? RemoteWorker.java(dev.vgi.tools.conformance.Worker.class)
                            : ReferenceSuite.command(ReferenceSuite.Reflection.ON));
            command.addAll(Arrays.asList(flags));
            command.addAll(List.of("--fake-storage", store.url(), "--externalize-threshold", "1"));
            return command;
        }
    }

    /** A client, its log lines and its memory. */
    private record Session(Client client, List<LogMessage> logs, Memory memory) {
        private ConformanceService service() {
            return client.proxy(ConformanceService.class);
        }

        private Batch values(Double... values) {
            return Values.encodeRows(
                    Fixture.FLOAT64_VALUE,
                    Arrays.stream(values)
                            .map(value -> Collections.singletonMap("value", value))
                            .toList(),
                    memory.allocator());
        }
    }

    static Stream<String> transports() {
        return Arrays.stream(Side.values())
                .flatMap(side -> Stream.of("pipe", "unix", "http").map(transport -> side + " " + transport));
    }

    private static void with(String transport, Consumer<Session> test) {
        RemoteWorker peer = WORKERS.computeIfAbsent(transport, ExternalizedTest::worker);
        try (Memory memory = Memory.create()) {
            var logs = new CopyOnWriteArrayList<LogMessage>();
            try (Client client = peer.connect(memory, CallOptions.DEFAULT.withLogs(logs::add))) {
                test.accept(new Session(client, logs, memory));
            }
            assertThat(memory.allocatedBytes()).isZero();
        }
    }

    private static RemoteWorker worker(String transport) {
        String[] words = transport.split(" ");
        Side side = Side.valueOf(words[0]);
        return switch (words[1]) {
            case "pipe" -> RemoteWorker.child(side.command());
            case "unix" ->
                RemoteWorker.listening(
                        side.command("--unix", folder.resolve(side + ".sock").toString()));
            default -> RemoteWorker.listening(side.command("--http", "0"));
        };
    }

    @ParameterizedTest
    @MethodSource("transports")
    void calls(String transport) {
        with(transport, session -> {
            assertThat(session.service().echoString("through the store")).isEqualTo("through the store");
            assertThat(session.service().publishedString(null, "published", true))
                    .isEqualTo("published");
            assertThat(session.service().publishedString(null, "published", false))
                    .isEqualTo("published");
        });
    }

    @ParameterizedTest
    @MethodSource("transports")
    void producers_inTheirOrder_withTheirLogs(String transport) {
        with(transport, session -> {
            try (ProducerStream stream = session.client()
                    .method("ConformanceService/produce_with_logs")
                    .arg("count", 5L)
                    .open()) {
                var found = new ArrayList<>();
                for (Batch batch : stream) {
                    assertThat(batch.metadata().asMap())
                            .containsKeys(Keys.LOCATION_SOURCE, Keys.LOCATION_FETCH_MS)
                            .doesNotContainKeys(Keys.LOCATION, Keys.STREAM_STATE);
                    found.addAll(Fixture.column("index", batch));
                    assertThat(session.logs()).hasSize(found.size());
                }
                assertThat(found).isEqualTo(Fixture.numbers(5));
                ExternalFetchStats total = stream.externalized();
                assertThat(total.batches()).isEqualTo(5);
                assertThat(total.bytes()).isPositive();
                assertThat(total.fetchTime()).isPositive();
            }
        });
    }

    @ParameterizedTest
    @MethodSource("transports")
    void producerThatIsClosedEarly_leavesNothing(String transport) {
        with(transport, session -> {
            try (ProducerStream stream = session.client()
                    .method("ConformanceService/produce_n")
                    .arg("count", 50L)
                    .open()) {
                stream.next().close();
            }
            assertThat(session.service().echoInt(7)).isEqualTo(7);
        });
    }

    @ParameterizedTest
    @MethodSource("transports")
    void exchanges_turnAfterTurn(String transport) {
        with(transport, session -> {
            try (ExchangeStream stream = session.client()
                            .method("ConformanceService/exchange_scale")
                            .arg("factor", 3.0)
                            .exchange(Fixture.FLOAT64_VALUE);
                    Batch one = session.values(1.0, 2.0);
                    Batch two = session.values(4.0)) {
                assertThat(Fixture.column("value", stream.exchange(one))).containsExactly(3.0, 6.0);
                assertThat(Fixture.column("value", stream.exchange(two))).containsExactly(12.0);
                assertThat(stream.externalized().batches()).isEqualTo(2);
            }
        });
    }

    @ParameterizedTest
    @MethodSource("transports")
    void headers(String transport) {
        with(transport, session -> {
            try (ProducerStream stream = session.client()
                    .method("ConformanceService/produce_with_header")
                    .arg("count", 2L)
                    .open()) {
                assertThat(stream.header()).isNotNull();
                assertThat(stream.header().rowCount()).isEqualTo(1);
                assertThat(Fixture.column("index", stream)).isEqualTo(Fixture.numbers(2));
            }
        });
    }

    /** The limit on requests is 4096 bytes, unless the reference's worker has none. */
    @ParameterizedTest
    @MethodSource("transports")
    void requestThatIsTooLarge_goesByWayOfTheStore(String transport) {
        with(transport, session -> {
            String large = "x".repeat(100_000);
            assertThat(session.service().echoString(large)).isEqualTo(large);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"unix", "http"})
    void accessLog_tellsWhatWentToTheStore(String transport) throws IOException {
        Path log = folder.resolve(transport + ".jsonl");
        List<String> command = transport.equals("unix")
                ? Side.OURS.command(
                        "--access-log",
                        log.toString(),
                        "--unix",
                        folder.resolve("logged.sock").toString())
                : Side.OURS.command("--access-log", log.toString(), "--http", "0");
        try (RemoteWorker worker = RemoteWorker.listening(command);
                Memory memory = Memory.create();
                Client client = worker.connect(memory, CallOptions.DEFAULT)) {
            client.proxy(ConformanceService.class).echoInt(7);
            Fixture.column("index", client.proxy(ConformanceService.class).produceN(2));
        }
        List<JsonNode> lines = new ArrayList<>();
        for (String line : Files.readAllLines(log)) {
            lines.add(new ObjectMapper().readTree(line));
        }
        assertThat(lines)
                .filteredOn(line -> line.get("method").asText().equals("echo_int"))
                .singleElement()
                .satisfies(line ->
                        assertThat(line.get("externalized_bytes").asLong()).isPositive());
        assertThat(lines.stream()
                        .filter(line -> line.get("method").asText().equals("produce_n"))
                        .mapToLong(line -> line.path("externalized_bytes").asLong())
                        .sum())
                .isPositive();
    }
}
