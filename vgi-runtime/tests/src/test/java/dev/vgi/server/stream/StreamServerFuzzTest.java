package dev.vgi.server.stream;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.vgi.FuzzTarget;
import dev.vgi.Limits;
import dev.vgi.arrow.ByteSink;
import dev.vgi.arrow.ByteSource;
import dev.vgi.arrow.FrameReader;
import dev.vgi.arrow.FrameWriter;
import dev.vgi.external.External;
import dev.vgi.protocol.ClientTransport.HasHeader;
import dev.vgi.protocol.TransportKind;
import dev.vgi.server.stream.FuzzedService.Line;
import dev.vgi.server.stream.FuzzedService.Methods;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.provider.MethodSource;

/** A client gone mad on a connection of a socket: the session ends, and nothing is left of it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StreamServerFuzzTest {
    private static final Limits TIGHT = new Limits(1 << 20, 1 << 16, 200, 16, 4 << 20);
    private static final FuzzTarget TARGET = new FuzzTarget("raw-server", 64 << 20);

    private final FuzzedService worker = new FuzzedService();

    @BeforeAll
    static void requireEngine() {
        FuzzTarget.requireEngine();
    }

    @AfterAll
    static void report() throws IOException {
        TARGET.report();
    }

    @AfterAll
    void close() {
        worker.close();
    }

    static Stream<byte[]> seeds() {
        try (var worker = new FuzzedService()) {
            Stream<Line> lines = Stream.of(
                    worker.call("greet", null, "ann", new Methods.Point(1, List.of("p"))),
                    worker.call("fail"),
                    worker.read("count", HasHeader.NO, 3L),
                    worker.read("headed", HasHeader.YES, 3L),
                    worker.exchange("echo"));
            return lines.flatMap(line -> Stream.of(TransportKind.TCP, TransportKind.UNIX)
                    .map(kind -> Line.behind(kind.ordinal(), line.requests())));
        }
    }

    @MethodSource("seeds")
    @FuzzTest
    void serve(byte[] input) throws IOException {
        TARGET.run(input, () -> {
            if (input.length > 0) {
                TransportKind kind = input[0] == TransportKind.TCP.ordinal() ? TransportKind.TCP : TransportKind.UNIX;
                serve(kind, Arrays.copyOfRange(input, 1, input.length));
            }
        });
        assertThat(worker.allocatedBytes()).isZero();
    }

    private void serve(TransportKind kind, byte[] requests) {
        ByteSink nobody = (buffers, count) -> {
            for (int i = 0; i < count; i++) {
                buffers[i].position(buffers[i].limit());
            }
        };
        new StreamSession(worker.dispatcher(), kind, External.none(), Peer.related(), RequestClock.patient())
                .serve(new FrameReader(ByteSource.of(requests), TIGHT), new FrameWriter(nobody));
    }
}
