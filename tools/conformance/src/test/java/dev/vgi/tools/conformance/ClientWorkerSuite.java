package dev.vgi.tools.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.vgi.Code;
import dev.vgi.VgiException;
import dev.vgi.arrow.Batch;
import dev.vgi.arrow.Memory;
import dev.vgi.client.Client;
import dev.vgi.protocol.CallOptions;
import dev.vgi.protocol.Keys;
import dev.vgi.protocol.MethodDescription;
import dev.vgi.protocol.MethodKind;
import dev.vgi.protocol.ProtocolHash;
import dev.vgi.protocol.ProtocolSummary;
import dev.vgi.protocol.ServiceDescription;
import dev.vgi.service.Exchange;
import dev.vgi.service.Producer;
import dev.vgi.service.ServiceInterface;
import dev.vgi.service.VgiProtocol;
import dev.vgi.testing.PythonReference;
import dev.vgi.tools.conformance.ClientConformanceService.Item;
import dev.vgi.tools.conformance.TypedRow.Nested;
import dev.vgi.types.RecordCodec;
import dev.vgi.types.SchemaText;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a caller writes in Java arrives at the reference's worker for clients as its schemas say, and comes back as it
 * was. That worker refuses what a client has guessed from a value: an exchange's batch must have the declared columns
 * even where every value is null or there are no rows.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ClientWorkerSuite {
    private static final Schema COLUMNS = RecordCodec.of(TypedRow.class).schema();
    private static final TypedRow FULL = new TypedRow(
            -0.5,
            List.of("first", "", "\u03bb\u00fc\uD83D\uDE80"),
            "rare",
            Instant.parse("2026-02-28T23:59:59.123456Z"),
            new BigDecimal("12345678901234.5678"),
            new Nested("inside", List.of(1, -2, Integer.MAX_VALUE)));

    private final Memory memory = Memory.create();
    private ConformancePeer worker;
    private Client client;
    private ClientConformanceService service;

    /** Starts the worker on the transport of the test. */
    abstract ConformancePeer start();

    /** The command that starts it with these flags. */
    static List<String> command(String... flags) {
        var command = new ArrayList<>(
                List.of(PythonReference.require().python(), "-u", "-m", "vgi_rpc.conformance.client_worker"));
        command.addAll(List.of(flags));
        return command;
    }

    @BeforeAll
    void connect() {
        worker = start();
        client = worker.connect(memory, CallOptions.DEFAULT);
        service = client.proxy(ClientConformanceService.class);
    }

    @AfterEach
    void allIsFreed() {
        assertThat(memory.allocatedBytes()).as("bytes in use").isZero();
    }

    @AfterAll
    void disconnect() {
        client.close();
        worker.close();
        memory.close();
    }

    Client client() {
        return client;
    }

    ClientConformanceService service() {
        return service;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 251, 3_000, 60_000})
    void bytes_comeBack(int length) {
        assertComeBack(length);
    }

    @Test
    void bytesOfTheWorker() {
        assertThat(service.largeResponse(32_768)).isEqualTo(counted(32_768));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2, 3, 40})
    void sequence_isWholeAndInOrder(long count) {
        try (var stream = service.producerSequence(count, 4)) {
            assertThat(stream).containsExactlyElementsOf(items(count, 4));
            assertThat(stream.next()).as("after the end").isNull();
            assertThat(stream.next()).as("after the end").isNull();
        }
        assertUsable();
    }

    @Test
    void sequenceOfManyTurns() {
        try (var stream = service.producerSequence(100, 1024)) {
            assertThat(stream).containsExactlyElementsOf(items(100, 1024));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 5})
    void sequence_isCancelled_howeverManyBatchesAreAskedForAhead(int prefetchBatches) {
        try (Client other = worker.connect(memory, CallOptions.DEFAULT.withPrefetchBatches(prefetchBatches));
                var stream = other.proxy(ClientConformanceService.class).producerSequence(1_000_000, 16)) {
            assertThat(stream.next().index()).isZero();
            assertThat(stream.next().index()).isOne();
        }
        assertUsable();
    }

    @Test
    void batchWithoutRows_isData() {
        var rows = new ArrayList<Object>();
        try (var stream = service.producerZeroRowThenValue()) {
            assertThat(stream.schema()).isEqualTo(RecordCodec.of(Item.class).schema());
            for (Batch batch : stream) {
                try (batch) {
                    assertThat(batch.metadata().without(Set.of(Keys.SHM_SOURCE)).isEmpty())
                            .isTrue();
                    rows.add(RecordCodec.of(Item.class).decode(batch));
                }
            }
        }
        assertThat(rows).containsExactly(List.of(), List.of(new Item(7, text("after-zero"))));
        assertUsable();
    }

    @Test
    void batchOfTheLastTurn_isHandedOut() {
        try (var stream = service.producerEmitAndFinish()) {
            assertThat(stream).containsExactly(new Item(99, text("terminal")));
            assertThat(stream.next()).isNull();
        }
        assertUsable();
    }

    @Test
    void producerWithoutBatches_ends() {
        try (var stream = service.producerEmpty()) {
            assertThat(stream.next()).isNull();
            assertThat(stream.next()).isNull();
            assertThat(stream.schema()).isEqualTo(RecordCodec.of(Item.class).schema());
        }
        assertUsable();
    }

    @Test
    void parametersThatTheMethodRefuses_areItsError() {
        VgiException error = catchThrowableOfType(VgiException.class, () -> {
            try (var stream = service.producerSequence(-1, 4)) {
                stream.next();
            }
        });

        assertThat(error.remoteType()).isEqualTo("ValueError");
        assertThat(error.remoteMessage()).contains("must be non-negative");
        assertThatThrownBy(() -> service.largeResponse(-1)).hasMessageContaining("size must be between 0 and 16777216");
        assertUsable();
    }

    @Test
    void rows_comeBack_turnAfterTurn() {
        var rows = List.of(
                FULL,
                TypedRow.NULLS,
                new TypedRow(Double.MAX_VALUE, null, "common", null, new BigDecimal("0.0001"), null),
                FULL);
        try (var stream = service.typedExchange()) {
            for (TypedRow row : rows) {
                assertThat(stream.exchange(row)).isEqualTo(row);
            }
        }
        assertUsable();
    }

    static Stream<TypedRow> rows() {
        return Stream.of(
                FULL,
                TypedRow.NULLS,
                number(0.0),
                number(-0.0),
                number(Double.MIN_VALUE),
                number(Double.NEGATIVE_INFINITY),
                number(Double.NaN),
                tags(),
                tags(""),
                tags((String) null),
                tags("a", null, "\u4f60\u597d", "x".repeat(50_000)),
                category("only"),
                category(""),
                time(Instant.EPOCH),
                time(Instant.parse("1969-12-31T23:59:59.999999Z")),
                time(Instant.parse("0001-01-01T00:00:00Z")),
                time(Instant.parse("9999-12-31T23:59:59.999999Z")),
                amount("0.0000"),
                amount("-99999999999999.9999"),
                amount("99999999999999.9999"),
                nested(new Nested(null, null)),
                nested(new Nested("", List.of())),
                nested(new Nested("s", Arrays.asList(Integer.MIN_VALUE, null, 0))));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void everyValueOfEveryType_comesBack(TypedRow row) {
        try (var stream = service.typedExchange()) {
            assertThat(stream.exchange(row)).isEqualTo(row);
        }
    }

    @Test
    void batches_keepTheirColumns_evenWithoutRowsOrValues() {
        List<List<TypedRow>> batches =
                List.of(List.of(), List.of(TypedRow.NULLS), rows().toList(), List.of(), List.of(FULL, FULL));
        try (var stream = client.proxy(ByBatches.class).typedExchange()) {
            for (List<TypedRow> rows : batches) {
                try (Batch input = RecordCodec.of(TypedRow.class).encode(rows, memory.allocator());
                        Batch answer = stream.exchange(input)) {
                    assertThat(SchemaText.print(answer.schema())).isEqualTo(SchemaText.print(COLUMNS));
                    assertThat(RecordCodec.of(TypedRow.class).decode(answer)).isEqualTo(rows);
                }
            }
        }
        assertUsable();
    }

    @Test
    void description_isThatOfTheInterface() {
        ServiceDescription declared =
                ServiceInterface.of(ClientConformanceService.class).description();
        ServiceDescription found = client.describe("ClientConformanceService");

        assertThat(client.protocols().application())
                .extracting(ProtocolSummary::name)
                .containsExactly("ClientConformanceService");
        assertThat(declared.summary().hash()).isEqualTo(ClientConformanceService.HASH);
        assertThat(found.summary().hash())
                .isEqualTo(ClientConformanceService.HASH)
                .isEqualTo(ProtocolHash.of("ClientConformanceService", found.methods()));
        assertThat(found.methods())
                .usingElementComparatorIgnoringFields("idempotency")
                .containsExactlyElementsOf(declared.methods());
        assertThat(found.methods().stream().map(MethodDescription::kind).filter(MethodKind.PRODUCER::equals))
                .hasSize(4);
        assertThat(found.method("typed_exchange").orElseThrow().kind()).isEqualTo(MethodKind.EXCHANGE);
    }

    @Test
    void introspectionOfOlderReleases_isRefusedInWords() {
        VgiException error =
                catchThrowableOfType(VgiException.class, () -> client.method("ClientConformanceService/__describe__")
                        .argsSchema(SchemaText.parse(""))
                        .call());

        assertThat(error.code()).isEqualTo(Code.UNIMPLEMENTED);
        assertThat(error.kind()).isEqualTo("method_not_implemented");
        assertUsable();
    }

    void assertUsable() {
        assertComeBack(7);
    }

    void assertComeBack(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);

        assertThat(service.echoBytes(bytes)).isEqualTo(bytes);
    }

    /** What the worker makes for a size. */
    static byte[] counted(int size) {
        byte[] bytes = new byte[size];
        for (int i = 0; i < size; i++) {
            bytes[i] = (byte) (i % 251);
        }
        return bytes;
    }

    private static List<Item> items(long count, int payloadBytes) {
        return LongStream.range(0, count)
                .mapToObj(index -> {
                    byte[] payload = new byte[payloadBytes];
                    Arrays.fill(payload, (byte) (index % 251));
                    return new Item(index, ByteBuffer.wrap(payload));
                })
                .toList();
    }

    private static ByteBuffer text(String text) {
        return ByteBuffer.wrap(text.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    }

    private static TypedRow number(double value) {
        return new TypedRow(value, null, null, null, null, null);
    }

    private static TypedRow tags(String... values) {
        return new TypedRow(null, Arrays.asList(values), null, null, null, null);
    }

    private static TypedRow category(String value) {
        return new TypedRow(null, null, value, null, null, null);
    }

    private static TypedRow time(Instant value) {
        return new TypedRow(null, null, null, value, null, null);
    }

    private static TypedRow amount(String value) {
        return new TypedRow(null, null, null, null, new BigDecimal(value), null);
    }

    private static TypedRow nested(Nested value) {
        return new TypedRow(null, null, null, null, null, value);
    }

    /** The exchange, by batches of any number of rows. */
    @VgiProtocol(name = "ClientConformanceService")
    interface ByBatches {
        Exchange<Batch, Batch> typedExchange();

        Producer<Batch> producerSequence(long count, long payloadBytes);
    }
}
