package dev.vgi.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.vgi.Code;
import dev.vgi.VgiException;
import dev.vgi.arrow.Batch;
import dev.vgi.arrow.Metadata;
import dev.vgi.client.Client;
import dev.vgi.client.connect.Vgi;
import dev.vgi.protocol.CallObserver;
import dev.vgi.protocol.CallOutcome;
import dev.vgi.protocol.TurnOutcome;
import dev.vgi.service.Producer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What stands around the calls of a server, on a raw transport and over HTTP. */
class InterceptorTest {
    private final List<String> events = new CopyOnWriteArrayList<>();
    private final List<ServerCall> calls = new CopyOnWriteArrayList<>();
    private final List<CallOutcome> outcomes = new CopyOnWriteArrayList<>();

    /** Notes what it is told, under a name. */
    private ServerInterceptor noting(String name) {
        return call -> {
            calls.add(call);
            events.add(name + " " + call.step() + " " + call.method().name());
            return new CallObserver() {
                @Override
                public void turnStarted(Metadata tick) {
                    events.add(name + " turn");
                }

                @Override
                public void turnEnded(TurnOutcome outcome) {
                    events.add(name + " turned " + outcome.rows() + (outcome.finished() ? " finished" : ""));
                }

                @Override
                public void ended(CallOutcome outcome) {
                    outcomes.add(outcome);
                    events.add(name + (outcome.isOk() ? " ok" : outcome.cancelled() ? " cancelled" : " failed"));
                }
            };
        };
    }

    private void serving(String transport, Consumer<Sample> use, ServerInterceptor... interceptors) {
        Server.Builder builder = Server.builder().host(Sample.class, new SampleService());
        List.of(interceptors).forEach(builder::interceptor);
        try (Server server = (transport.equals("tcp") ? builder.tcp("127.0.0.1", 0) : builder.http(0)).start();
                Client client = Vgi.connect(server.addresses().get(0))) {
            use.accept(client.proxy(Sample.class));
        }
    }

    private void awaitEvents(String... expected) {
        await().untilAsserted(() -> assertThat(events).containsExactly(expected));
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp", "http"})
    void unaryCall_isFollowed_theFirstInterceptorOutermost(String transport) {
        serving(
                transport,
                sample -> {
                    assertThat(sample.add(1, 2)).isEqualTo(3);
                    awaitEvents("a UNARY add", "b UNARY add", "b ok", "a ok");
                },
                noting("a"),
                noting("b"));
        ServerCall call = calls.get(0);
        assertThat(call.protocol().name()).isEqualTo("test.Sample");
        assertThat(call.rows()).isEqualTo(1);
        assertThat(call.streamId()).isEmpty();
        assertThat(call.caller().scope().remoteAddress()).startsWith("127.0.0.1:");
        assertThat(outcomes.get(0).statistics().inputRows()).isEqualTo(1);
        assertThat(outcomes.get(0).statistics().outputRows()).isEqualTo(1);
        assertThat(outcomes.get(0).delivery().httpStatus().isPresent()).isEqualTo(transport.equals("http"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp", "http"})
    void whatAMethodThrows_isTheOutcome(String transport) {
        serving(
                transport,
                sample -> {
                    assertThatThrownBy(() -> sample.fail("coded")).isInstanceOf(VgiException.class);
                    awaitEvents("a UNARY explode", "a failed");
                },
                noting("a"));
        assertThat(outcomes.get(0).error()).isNotNull();
        assertThat(outcomes.get(0).error().code()).isEqualTo(Code.NOT_FOUND);
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp", "http"})
    void anInterceptorThatThrows_refusesTheCall_andThoseBeforeItAreTold(String transport) {
        serving(
                transport,
                sample -> {
                    assertThatThrownBy(() -> sample.add(1, 2))
                            .isInstanceOfSatisfying(VgiException.class, e -> assertThat(e.code())
                                    .isEqualTo(Code.PERMISSION_DENIED));
                    awaitEvents("a UNARY add", "a failed");
                },
                noting("a"),
                call -> {
                    throw VgiException.of(Code.PERMISSION_DENIED, "not you");
                },
                noting("never"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp", "http"})
    void anObserverThatThrowsAtATurn_endsTheStream(String transport) {
        serving(
                transport,
                sample -> {
                    assertThatThrownBy(() -> drain(sample.count(3)))
                            .isInstanceOfSatisfying(VgiException.class, e -> assertThat(e.code())
                                    .isEqualTo(Code.RESOURCE_EXHAUSTED));
                    await().untilAsserted(() -> assertThat(events).contains("a failed"));
                },
                noting("a"),
                call -> new CallObserver() {
                    @Override
                    public void turnStarted(Metadata tick) {
                        throw VgiException.of(Code.RESOURCE_EXHAUSTED, "enough for today");
                    }
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp", "http"})
    void anObserverThatThrowsAfterwards_harmsNobody(String transport) {
        serving(
                transport,
                sample -> {
                    assertThat(sample.add(1, 2)).isEqualTo(3);
                    assertThat(drain(sample.count(2))).isEqualTo(2);
                },
                call -> new CallObserver() {
                    @Override
                    public void turnEnded(TurnOutcome outcome) {
                        throw new IllegalStateException("a bug");
                    }

                    @Override
                    public void ended(CallOutcome outcome) {
                        throw new IllegalStateException("another");
                    }
                });
    }

    @ParameterizedTest
    @ValueSource(strings = "tcp")
    void rawStream_isOneCall_withAllItsTurns(String transport) {
        serving(
                transport,
                sample -> {
                    assertThat(drain(sample.count(2))).isEqualTo(2);
                    awaitEvents(
                            "a OPEN count",
                            "a turn",
                            "a turned 1",
                            "a turn",
                            "a turned 1",
                            "a turn",
                            "a turned 0 finished",
                            "a ok");
                },
                noting("a"));
        assertThat(calls.get(0).streamId()).matches("[0-9a-f]{32}");
        assertThat(outcomes.get(0).statistics().outputBatches()).isEqualTo(2);
        assertThat(outcomes.get(0).statistics().outputBytes()).isPositive();
    }

    @ParameterizedTest
    @ValueSource(strings = "http")
    void httpStream_isACallForEachRequest_underOneNumber(String transport) {
        serving(
                transport,
                sample -> {
                    assertThat(drain(sample.count(1))).isEqualTo(1);
                    awaitEvents(
                            "a OPEN count",
                            "a turn",
                            "a turned 1",
                            "a ok",
                            "a CONTINUE count",
                            "a turn",
                            "a turned 0 finished",
                            "a ok");
                },
                noting("a"));
        assertThat(calls)
                .extracting(ServerCall::streamId)
                .doesNotContain("")
                .containsOnly(calls.get(0).streamId());
        assertThat(calls.get(1).rows()).isEqualTo(-1);
        assertThat(outcomes.get(0).delivery().responseStateBytes()).isPresent();
        assertThat(outcomes.get(1).delivery().requestStateBytes())
                .isEqualTo(outcomes.get(0).delivery().responseStateBytes());
        assertThat(outcomes.get(1).delivery().responseStateBytes()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp", "http"})
    void aStreamThatIsGivenUp_isCancelled(String transport) {
        serving(
                transport,
                sample -> {
                    try (Producer<Batch> stream = sample.count(1_000_000)) {
                        stream.next().close();
                    }
                    await().untilAsserted(() -> assertThat(events).contains("a cancelled"));
                },
                noting("a"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp", "http"})
    void statistics_countByMethod(String transport) {
        var statistics = new ServerStatistics();
        serving(
                transport,
                sample -> {
                    assertThat(sample.add(1, 2)).isEqualTo(3);
                    assertThat(sample.add(3, 4)).isEqualTo(7);
                    assertThatThrownBy(() -> sample.fail("coded")).isInstanceOf(VgiException.class);
                    assertThat(drain(sample.count(2))).isEqualTo(2);
                },
                statistics);
        var methods = statistics.byMethod();
        assertThat(methods.get("test.Sample/add").calls()).isEqualTo(2);
        assertThat(methods.get("test.Sample/add").failed()).isZero();
        assertThat(methods.get("test.Sample/explode").failed()).isEqualTo(1);
        assertThat(methods.get("test.Sample/count").calls()).isEqualTo(transport.equals("tcp") ? 1 : 3);
        assertThat(methods.get("test.Sample/count").traffic().outputRows()).isEqualTo(2);
        assertThat(methods.get("test.Sample/count").time()).isPositive();
    }

    private static int drain(Producer<Batch> stream) {
        int batches = 0;
        try (stream) {
            for (Batch batch : stream) {
                batch.close();
                batches++;
            }
        }
        return batches;
    }
}
