package dev.vgi.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vgi.Code;
import dev.vgi.VgiException;
import dev.vgi.arrow.Memory;
import dev.vgi.arrow.Metadata;
import dev.vgi.client.connect.Vgi;
import dev.vgi.protocol.CallObserver;
import dev.vgi.protocol.CallOutcome;
import dev.vgi.protocol.MethodStatistics;
import dev.vgi.protocol.TurnOutcome;
import dev.vgi.server.Server;
import dev.vgi.service.CallContext;
import dev.vgi.service.Exchange;
import dev.vgi.service.Producer;
import dev.vgi.service.VgiProtocol;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What interceptors of a client are asked and told; over HTTP and raw transports alike. */
class ClientInterceptorTest {
    private final Memory memory = Memory.create();
    private final List<String> told = new ArrayList<>();
    private final ClientStatistics statistics = new ClientStatistics();
    private final Server server = Server.builder()
            .host(Counter.class, new Worker())
            .http(0)
            .tcp("127.0.0.1", 0)
            .start();

    public record Number(long n) {}

    @VgiProtocol
    public interface Counter {
        long add(long a, long b);

        String trace(CallContext context);

        void fail();

        Producer<Number> count(long to);

        Exchange<Number, Number> twice();
    }

    @AfterEach
    void close() {
        server.close();
        memory.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void unaryCall_isObservedFromItsStartToItsEnd(int transport) {
        try (Client client = client(transport, this::record, statistics)) {
            client.proxy(Counter.class).add(1, 2);
        }
        assertThat(told).containsExactly("Counter/add UNARY", "ended in=1 out=1");
        MethodStatistics add = statistics.byMethod().get("Counter/add");
        assertThat(add.calls()).isEqualTo(1);
        assertThat(add.failed()).isZero();
        assertThat(add.traffic().outputRows()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void stream_isOneCallOfManyTurns(int transport) {
        try (Client client = client(transport, this::record, statistics);
                Producer<Number> stream = client.proxy(Counter.class).count(2)) {
            stream.forEach(number -> {});
        }
        assertThat(told)
                .containsExactly(
                        "Counter/count PRODUCER",
                        "turn",
                        "rows=1",
                        "turn",
                        "rows=1",
                        "turn",
                        "finished",
                        "ended in=1 out=2");
        assertThat(statistics.byMethod().get("Counter/count").cancelled()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void streamThatIsGivenUp_isCancelled(int transport) {
        try (Client client = client(transport, statistics);
                Producer<Number> stream = client.proxy(Counter.class).count(100)) {
            stream.next();
        }
        assertThat(statistics.byMethod().get("Counter/count").cancelled()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void exchange_countsItsInputs(int transport) {
        try (Client client = client(transport, this::record);
                Exchange<Number, Number> twice = client.proxy(Counter.class).twice()) {
            assertThat(twice.exchange(new Number(21))).isEqualTo(new Number(42));
        }
        assertThat(told).containsExactly("Counter/twice EXCHANGE", "turn", "rows=1", "ended in=2 out=1");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void failure_isToldAndThrown(int transport) {
        try (Client client = client(transport, this::record, statistics)) {
            assertThatThrownBy(client.proxy(Counter.class)::fail).hasMessageContaining("as asked");
        }
        assertThat(told).containsExactly("Counter/fail UNARY", "ended in=1 out=0 UNAVAILABLE");
        assertThat(statistics.byMethod().get("Counter/fail").failed()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void interceptor_letsMetadataRideOnTheRequest(int transport) {
        try (Client client = client(transport, call -> {
            call.metadata("traceparent", "00-1-2-01");
            return CallObserver.NONE;
        })) {
            assertThat(client.proxy(Counter.class).trace(null)).isEqualTo("00-1-2-01");
        }
    }

    @Test
    void refusal_keepsTheCallFromBeingSent() {
        ClientInterceptor refusing = call -> {
            throw VgiException.of(Code.PERMISSION_DENIED, "not from here");
        };
        try (Client client = client(0, this::record, refusing)) {
            assertThatThrownBy(() -> client.proxy(Counter.class).add(1, 2)).hasMessageContaining("not from here");
        }
        assertThat(told)
                .as("the one before is told")
                .containsExactly("Counter/add UNARY", "ended in=0 out=0 PERMISSION_DENIED");
    }

    @Test
    void keysOfTheProtocol_areNotAnInterceptorsToSet() {
        try (Client client = client(0, call -> {
            call.metadata("vgi_rpc.method", "other");
            return CallObserver.NONE;
        })) {
            assertThatThrownBy(() -> client.proxy(Counter.class).add(1, 2)).hasMessageContaining("vgi_rpc.method");
        }
    }

    private Client client(int transport, ClientInterceptor... interceptors) {
        var builder = Vgi.client(server.addresses().get(transport)).memory(memory);
        for (ClientInterceptor interceptor : interceptors) {
            builder.interceptor(interceptor);
        }
        return builder.connect();
    }

    private CallObserver record(ClientCall call) {
        told.add(call.protocol() + "/" + call.method() + " " + call.kind());
        return new CallObserver() {
            @Override
            public void turnStarted(Metadata tick) {
                told.add("turn");
            }

            @Override
            public void turnEnded(TurnOutcome outcome) {
                told.add(outcome.finished() ? "finished" : "rows=" + outcome.rows());
            }

            @Override
            public void ended(CallOutcome outcome) {
                String error =
                        outcome.error() == null ? "" : " " + outcome.error().code();
                told.add("ended in=" + outcome.statistics().inputBatches() + " out="
                        + outcome.statistics().outputBatches() + error);
            }
        };
    }

    private static final class Worker implements Counter {
        @Override
        public long add(long a, long b) {
            return a + b;
        }

        @Override
        public String trace(CallContext context) {
            return context.metadata().getOrDefault("traceparent", "");
        }

        @Override
        public void fail() {
            throw VgiException.unavailable("as asked", null);
        }

        @Override
        public Producer<Number> count(long to) {
            return Producer.of(Number.class, 0L, (at, output) -> {
                if (at == to) {
                    output.finish();
                } else {
                    output.emit(new Number(at));
                }
                return at + 1;
            });
        }

        @Override
        public Exchange<Number, Number> twice() {
            return Exchange.of(Number.class, Number.class, (number, output) -> output.emit(new Number(2 * number.n())));
        }
    }
}
