package dev.vgi.tools.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.vgi.Limits;
import dev.vgi.VgiException;
import dev.vgi.arrow.Batch;
import dev.vgi.arrow.Memory;
import dev.vgi.arrow.Validation;
import dev.vgi.client.Client;
import dev.vgi.client.Method;
import dev.vgi.client.stream.ProcessConnector;
import dev.vgi.client.stream.StreamTransport;
import dev.vgi.external.FetchConfig;
import dev.vgi.external.Resolver;
import dev.vgi.protocol.CallOptions;
import dev.vgi.service.Producer;
import dev.vgi.testing.PythonReference;
import dev.vgi.tools.conformance.service.ConformanceService;
import dev.vgi.transport.Channel;
import dev.vgi.transport.Connector;
import dev.vgi.types.SchemaText;
import dev.vgi.types.Values;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * After whatever went wrong with a call, both sides of a raw connection are in step: the next call goes over the same
 * connection. The worker is the reference, whose answers to a refused stream do not tell whether it waits for the
 * stream's input.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RecoveryTest {
    private static final Schema VALUE = SchemaText.parse("value: double");

    private final Memory memory = Memory.create();
    private final AtomicInteger connections = new AtomicInteger();
    private Client client;

    @BeforeAll
    void connect() {
        var program = new ProcessConnector(
                List.of(PythonReference.require().script("vgi-rpc-conformance"), "--pipe", "--describe"));
        var transport = new StreamTransport(
                new Counting(program),
                memory,
                Limits.RAW,
                Duration.ofSeconds(10),
                1,
                Resolver.open(FetchConfig.DEFAULT));
        client = new Client(transport, memory, CallOptions.DEFAULT, () -> {});
        usable();
    }

    @AfterAll
    void disconnect() {
        client.close();
        memory.close();
    }

    /** What can go wrong, and whether the caller hears of it. */
    Stream<Arguments> mishaps() {
        return Stream.of(
                fails("unary method raises", () -> service().raiseValueError("x")),
                fails("unary method is unknown", () -> named("ConformanceService/nothing")
                        .call()),
                fails("unary protocol is unknown", () -> named("Nothing/echo_int")
                        .call()),
                fails("unary parameters are others", () -> named("ConformanceService/echo_int")
                        .call()),
                fails("unary protocol version is another", () -> client.method("ConformanceService/echo_int")
                        .arg("value", 1)
                        .protocolVersion("9.0.0")
                        .call()),
                fails("producer is unknown", () -> read(named("ConformanceService/nothing"))),
                fails("producer of an unknown protocol", () -> read(named("Nothing/produce_n"))),
                fails("producer's parameters are others", () -> read(named("ConformanceService/produce_n"))),
                fails("producer raises when it opens", () -> read(service().produceErrorOnInit())),
                fails("producer raises in a turn", () -> read(service().produceErrorMidStream(2))),
                fails("producer with a header raises when it opens", () -> named(
                                "ConformanceService/produce_error_on_init")
                        .withHeader()
                        .open()),
                fails(
                        "producer's batch is over the limit",
                        () -> read(client.method("ConformanceService/produce_large_batches")
                                .args(Map.of("rows_per_batch", 100_000, "batch_count", 3))
                                .options(CallOptions.DEFAULT.withAllocatorBytes(200_000)))),
                goes("producer is closed unread", () -> service().produceN(5).close()),
                goes("producer is closed early", () -> {
                    try (var stream = service().produceN(50)) {
                        stream.next().close();
                    }
                }),
                fails("exchange is unknown", () -> exchange(named("ConformanceService/nothing"), VALUE)),
                fails(
                        "exchange raises when it opens",
                        () -> exchange(named("ConformanceService/exchange_error_on_init"), VALUE)),
                fails(
                        "exchange raises in a turn",
                        () -> exchange(
                                client.method("ConformanceService/exchange_error_on_nth")
                                        .arg("fail_on", 1),
                                VALUE)),
                fails("exchange's input has other columns", () -> exchange(scale(), SchemaText.parse("name: string"))),
                goes("exchange is closed unused", () -> scale().exchange(VALUE).close()),
                goes("exchange of unknown columns is closed unused", () -> scale().exchange()
                        .close()),
                goes("exchange is cancelled unused", () -> scale().exchange().cancel()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("mishaps")
    void nextCall_goesOverTheSameConnection(String name, boolean fails, Runnable call) {
        long before = memory.allocatedBytes();
        if (fails) {
            assertThatThrownBy(call::run).isInstanceOf(VgiException.class);
        } else {
            call.run();
        }
        usable();
        assertThat(connections).as("connections").hasValue(1);
        assertThat(memory.allocatedBytes()).as("bytes in use").isEqualTo(before);
    }

    private void usable() {
        assertThat(service().echoInt(42)).isEqualTo(42);
    }

    private ConformanceService service() {
        return client.proxy(ConformanceService.class);
    }

    /** A method without parameters, whatever the worker says of it. */
    private Method named(String name) {
        return client.method(name).argsSchema(SchemaText.parse("")).protocolVersion("2.0.0");
    }

    private Method scale() {
        return client.method("ConformanceService/exchange_scale").arg("factor", 2);
    }

    private static void read(Method method) {
        read(method.open());
    }

    private static void read(Producer<Batch> stream) {
        try (stream) {
            stream.forEach(Batch::close);
        }
    }

    private void exchange(Method method, Schema input) {
        try (var stream = method.exchange(input);
                Batch row = Values.encode(input, Map.of(), memory.allocator())) {
            stream.exchange(row).close();
        }
    }

    private static Arguments fails(String name, Runnable call) {
        return arguments(name, true, call);
    }

    private static Arguments goes(String name, Runnable call) {
        return arguments(name, false, call);
    }

    /** Counts the connections that are made. */
    private final class Counting implements Connector {
        private final Connector connector;

        private Counting(Connector connector) {
            this.connector = connector;
        }

        @Override
        public String address() {
            return connector.address();
        }

        @Override
        public Validation validation() {
            return connector.validation();
        }

        @Override
        public Channel connect(Duration limit) throws IOException {
            connections.incrementAndGet();
            return connector.connect(limit);
        }
    }
}
