package dev.vgi.tools.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vgi.VgiException;
import dev.vgi.arrow.Batch;
import dev.vgi.arrow.Memory;
import dev.vgi.client.Client;
import dev.vgi.connect.Vgi;
import dev.vgi.testing.Peer;
import dev.vgi.testing.PythonReference;
import dev.vgi.types.SchemaText;
import dev.vgi.types.Values;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Published workers of older releases: each call gives the right values, or says which releases it is about. */
class OlderReleasesTest {
    private static final Schema FACTOR = SchemaText.parse("factor float64 NOT NULL");
    private static final Schema VALUE = SchemaText.parse("value float64");

    /** The words of a client, or of a worker, that knows what it is asked for is not what it has. */
    private static final String REFUSAL =
            "vgi-rpc 0.42 to 0.45|protocol_version mismatch|Unknown method: 'list_protocols'|offers no reflection";

    @TempDir
    private static Path folder;

    static Stream<Arguments> workers() {
        Map<String, String> protocols = Map.of("0.42.3", "1.0.0", "0.45.3", "2.0.0");
        return protocols.keySet().stream().flatMap(release -> Stream.of("--http", "--unix", "--tcp")
                .map(transport -> Arguments.of(release, protocols.get(release), transport)));
    }

    /** A call through a client of its own, whose result is plain values. */
    @FunctionalInterface
    private interface Question {
        Object ask(Client client, Memory memory);
    }

    @ParameterizedTest
    @MethodSource("workers")
    void olderWorker_isNeverMisread(String release, String protocol, String transport) {
        List<String> flags =
                switch (transport) {
                    case "--http" -> List.of();
                    case "--unix" -> List.of(folder.resolve(release + ".sock").toString());
                    default -> List.of("127.0.0.1:0");
                };
        try (Peer worker = Peer.start(Stream.of(
                        Stream.of(PythonReference.require(release).script("vgi-rpc-conformance"), transport),
                        flags.stream(),
                        Stream.of("--describe"))
                .flatMap(words -> words)
                .toList())) {
            rightOrRefused(worker, "héllo", (client, memory) -> client.method("ConformanceService/echo_string")
                    .argsSchema(SchemaText.parse("value utf8 NOT NULL"))
                    .protocolVersion(protocol)
                    .arg("value", "héllo")
                    .call());
            rightOrRefused(
                    worker,
                    List.of(0L, 1L, 2L),
                    (client, memory) -> Fixture.column(
                            "index",
                            client.method("ConformanceService/produce_n")
                                    .argsSchema(SchemaText.parse("count int64 NOT NULL"))
                                    .protocolVersion(protocol)
                                    .arg("count", 3)
                                    .open()));
            rightOrRefused(worker, List.of(3.0, 5.0), (client, memory) -> {
                try (var stream = client.method("ConformanceService/exchange_scale")
                                .argsSchema(FACTOR)
                                .protocolVersion(protocol)
                                .arg("factor", 2)
                                .exchange(VALUE);
                        Batch input = Values.encodeRows(
                                VALUE, List.of(Map.of("value", 1.5), Map.of("value", 2.5)), memory.allocator())) {
                    return Fixture.column("value", stream.exchange(input));
                }
            });
            rightOrRefused(
                    worker, "without a version", (client, memory) -> client.method("ConformanceService/echo_string")
                            .argsSchema(SchemaText.parse("value utf8 NOT NULL"))
                            .arg("value", "without a version")
                            .call());
            rightOrRefused(worker, "by name", (client, memory) -> client.method("ConformanceService/echo_string")
                    .arg("value", "by name")
                    .call());
        }
    }

    private static void rightOrRefused(Peer worker, Object expected, Question question) {
        Object found;
        try (Memory memory = Memory.create()) {
            try (Client client = Vgi.client(worker.address()).memory(memory).connect()) {
                found = question.ask(client, memory);
            } catch (VgiException refusal) {
                assertThat(refusal).hasMessageMatching("(?s).*(" + REFUSAL + ").*");
                return;
            }
        }
        assertThat(found).isEqualTo(expected);
    }
}
