package dev.vgi.tools.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import dev.vgi.Code;
import dev.vgi.VgiException;
import dev.vgi.arrow.Batch;
import dev.vgi.arrow.Memory;
import dev.vgi.client.Client;
import dev.vgi.client.ExchangeStream;
import dev.vgi.client.connect.Vgi;
import dev.vgi.protocol.CallOptions;
import dev.vgi.protocol.MethodDescription;
import dev.vgi.protocol.MethodKind;
import dev.vgi.protocol.ProtocolSummary;
import dev.vgi.testing.Peer;
import dev.vgi.testing.PythonReference;
import dev.vgi.types.SchemaText;
import dev.vgi.types.Values;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Published workers of older releases answer as today's do: their paths, introspection and errors are other ones. */
class OlderReleasesTest {
    private static final Schema VALUE = SchemaText.parse("value float64");

    private static final AtomicInteger SOCKETS = new AtomicInteger();

    @TempDir
    private static Path folder;

    /** Release, version of its conformance protocol, transport. */
    static Stream<Arguments> workers() {
        Map<String, String> protocols = Map.of("0.42.3", "1.0.0", "0.45.3", "2.0.0");
        return protocols.keySet().stream().flatMap(release -> Stream.of("--http", "--unix", "--tcp")
                .map(transport -> Arguments.of(release, protocols.get(release), transport)));
    }

    @ParameterizedTest
    @MethodSource("workers")
    void worker_isCalledByName(String release, String version, String transport) {
        with(release, transport, true, (client, memory) -> {
            assertThat(client.protocols().application())
                    .extracting(ProtocolSummary::name, ProtocolSummary::version)
                    .containsExactly(tuple("ConformanceService", version));
            assertThat(kind(client, "echo_string")).isEqualTo(MethodKind.UNARY);
            assertThat(kind(client, "produce_n"))
                    .as("older workers do not say which")
                    .isEqualTo(MethodKind.STREAM);

            assertThat(client.method("echo_string").arg("value", "h\u00e9llo").call())
                    .isEqualTo("h\u00e9llo");
            try (var stream = client.method("exchange_scale").arg("factor", 2).exchange(VALUE)) {
                assertThat(scaled(stream, memory, 1.5)).containsExactly(3.0);
                assertThat(scaled(stream, memory, 2.5)).containsExactly(5.0);
            }
            try (var stream =
                    client.method("produce_with_header").arg("count", 2).open()) {
                assertThat(Values.row(stream.header(), 0)).containsEntry("total_expected", 2L);
                assertThat(Fixture.column("index", stream)).containsExactly(0L, 1L);
            }
        });
    }

    @ParameterizedTest
    @MethodSource("workers")
    void producer_mayGiveManyBatchesInOneAnswer(String release, String version, String transport) {
        with(release, transport, true, (client, memory) -> {
            for (int prefetch : new int[] {0, 2}) {
                assertThat(Fixture.column(
                                "index",
                                client.method("produce_n")
                                        .arg("count", 40)
                                        .options(CallOptions.DEFAULT.withPrefetchBatches(prefetch))
                                        .open()))
                        .isEqualTo(Fixture.numbers(40));
            }
            try (var stream = client.method("produce_n").arg("count", 40).open()) {
                assertThat(Fixture.column("index", stream.next())).containsExactly(0L);
            }
            assertThat(client.method("echo_int").arg("value", 42).call()).isEqualTo(42L);
        });
    }

    @ParameterizedTest
    @MethodSource("workers")
    void error_keepsItsTypeAndMessage(String release, String version, String transport) {
        with(release, transport, true, (client, memory) -> {
            VgiException error = catchThrowableOfType(VgiException.class, () -> client.method("raise_value_error")
                    .arg("message", "no")
                    .call());
            assertThat(error.remoteType()).isEqualTo("ValueError");
            assertThat(error.remoteMessage()).endsWith("no");
            assertThat(error.code()).isEqualTo(Code.UNKNOWN);
            assertThat(client.method("echo_int").arg("value", 42).call()).isEqualTo(42L);
        });
    }

    @ParameterizedTest
    @MethodSource("workers")
    void workerWithoutIntrospection_isCalledWithDeclaredParameters(String release, String version, String transport) {
        with(release, transport, false, (client, memory) -> {
            assertThat(client.method("ConformanceService/echo_string")
                            .argsSchema(SchemaText.parse("value utf8 NOT NULL"))
                            .protocolVersion(version)
                            .arg("value", "declared")
                            .call())
                    .isEqualTo("declared");
            assertThatThrownBy(() ->
                            client.method("echo_string").arg("value", "by name").call())
                    .hasMessageContaining("--describe");
        });
    }

    private static void with(String release, String transport, boolean describes, BiConsumer<Client, Memory> test) {
        var command =
                new ArrayList<>(List.of(PythonReference.require(release).script("vgi-rpc-conformance"), transport));
        switch (transport) {
            case "--unix" ->
                command.add(folder.resolve(SOCKETS.incrementAndGet() + ".sock").toString());
            case "--tcp" -> command.add("127.0.0.1:0");
            default -> {}
        }
        if (describes) {
            command.add("--describe");
        }
        try (Peer worker = Peer.start(command);
                Memory memory = Memory.create();
                Client client = Vgi.client(worker.address()).memory(memory).connect()) {
            test.accept(client, memory);
        }
    }

    private static MethodKind kind(Client client, String method) {
        return client.method(method).description().map(MethodDescription::kind).orElseThrow();
    }

    private static List<Object> scaled(ExchangeStream stream, Memory memory, double... values) {
        var rows =
                Arrays.stream(values).mapToObj(value -> Map.of("value", value)).toList();
        try (Batch input = Values.encodeRows(VALUE, rows, memory.allocator())) {
            return Fixture.column("value", stream.exchange(input));
        }
    }
}
