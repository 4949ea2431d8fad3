package dev.vgi.client.stream;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.vgi.FuzzTarget;
import dev.vgi.Limits;
import dev.vgi.arrow.Batch;
import dev.vgi.arrow.ByteSink;
import dev.vgi.arrow.ByteSource;
import dev.vgi.arrow.Memory;
import dev.vgi.arrow.Metadata;
import dev.vgi.arrow.Validation;
import dev.vgi.external.Resolver;
import dev.vgi.protocol.CallOptions;
import dev.vgi.protocol.ClientTransport.Exchanging;
import dev.vgi.protocol.ClientTransport.HasHeader;
import dev.vgi.protocol.ClientTransport.Producing;
import dev.vgi.protocol.Idempotency;
import dev.vgi.protocol.Request;
import dev.vgi.server.stream.FuzzedService;
import dev.vgi.server.stream.FuzzedService.Line;
import dev.vgi.server.stream.FuzzedService.Methods;
import dev.vgi.transport.Channel;
import dev.vgi.transport.Connector;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.provider.MethodSource;

/** A worker gone mad: whatever it answers to a call or in a stream, the caller gets batches or an error. */
class StreamClientFuzzTest {
    private static final Limits TIGHT = new Limits(1 << 20, 1 << 16, 200, 16, 4 << 20);
    private static final FuzzTarget TARGET = new FuzzTarget("raw-client", 32 << 20);
    private static final int MOST_TURNS = 100;

    private final Memory memory = Memory.create(0);

    /** What is asked of the worker: an input's first byte says. */
    private enum Use {
        CALL,
        PRODUCE,
        PRODUCE_WITH_HEADER,
        EXCHANGE,
        CANCEL
    }

    @BeforeAll
    static void requireEngine() {
        FuzzTarget.requireEngine();
    }

    @AfterAll
    static void report() throws IOException {
        TARGET.report();
    }

    @AfterEach
    void close() {
        memory.close();
    }

    static Stream<byte[]> seeds() {
        try (var worker = new FuzzedService()) {
            Line counted = worker.read("count", HasHeader.NO, 3L);
            return Stream.of(
                    seed(Use.CALL, worker.call("greet", null, "ann", new Methods.Point(1, List.of("p")))),
                    seed(Use.CALL, worker.call("fail")),
                    seed(Use.PRODUCE, counted),
                    seed(Use.CANCEL, counted),
                    seed(Use.PRODUCE_WITH_HEADER, worker.read("headed", HasHeader.YES, 3L)),
                    seed(Use.EXCHANGE, worker.exchange("echo")));
        }
    }

    private static byte[] seed(Use use, Line line) {
        return Line.behind(use.ordinal(), line.answers());
    }

    @MethodSource("seeds")
    @FuzzTest
    void answer(byte[] input) throws IOException {
        TARGET.run(input, () -> {
            if (input.length > 0) {
                Use use = Use.values()[(input[0] & 0xff) % Use.values().length];
                use(use, Arrays.copyOfRange(input, 1, input.length));
            }
        });
        assertThat(memory.allocatedBytes()).isZero();
    }

    private void use(Use use, byte[] answer) {
        try (var transport = new StreamTransport(
                new Recording(answer), memory, TIGHT, Duration.ofSeconds(5), 1, Resolver.refusing())) {
            switch (use) {
                case CALL -> transport.call(request()).close();
                case PRODUCE -> read(transport, HasHeader.NO, MOST_TURNS);
                case PRODUCE_WITH_HEADER -> read(transport, HasHeader.YES, MOST_TURNS);
                case CANCEL -> read(transport, HasHeader.NO, 1);
                case EXCHANGE -> exchange(transport);
            }
        }
    }

    private static void read(StreamTransport transport, HasHeader header, int turns) {
        try (Producing stream = transport.produce(request(), header)) {
            boolean more = true;
            for (int turn = 0; more && turn < turns; turn++) {
                try (Batch batch = stream.next()) {
                    more = batch != null;
                }
            }
        }
    }

    private void exchange(StreamTransport transport) {
        try (Exchanging stream = transport.exchange(request(), HasHeader.NO, FuzzedService.NUMBERS);
                Batch input = FuzzedService.number(7, memory.allocator())) {
            for (int turn = 0; turn < 3; turn++) {
                stream.exchange(input).close();
            }
        }
    }

    private static Request request() {
        return new Request(
                "P",
                "m",
                Batch.withoutColumns(1),
                Metadata.EMPTY,
                Idempotency.UNKNOWN,
                CallOptions.DEFAULT.withAllocatorBytes(TIGHT.allocatorBytes()));
    }

    /** A connection whose other side has said already all that it will say. */
    private record Recording(byte[] answer) implements Connector {
        @Override
        public String address() {
            return "recording:";
        }

        @Override
        public Validation validation() {
            return Validation.FULL;
        }

        @Override
        public Channel connect(Duration limit) {
            ByteSource source = ByteSource.of(answer);
            return new Channel() {
                @Override
                public ByteSource source() {
                    return source;
                }

                @Override
                public ByteSink sink() {
                    return (buffers, count) -> {
                        for (int i = 0; i < count; i++) {
                            buffers[i].position(buffers[i].limit());
                        }
                    };
                }

                @Override
                public boolean hasEnded() {
                    return false;
                }

                @Override
                public void close() {}
            };
        }
    }
}
