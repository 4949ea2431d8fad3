package dev.vgi.client.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.vgi.ErrorKind;
import dev.vgi.VgiException;
import dev.vgi.arrow.Batch;
import dev.vgi.arrow.Memory;
import dev.vgi.arrow.Metadata;
import dev.vgi.protocol.CallOptions;
import dev.vgi.protocol.ClientTransport.HasHeader;
import dev.vgi.protocol.ClientTransport.Producing;
import dev.vgi.protocol.Idempotency;
import dev.vgi.protocol.Keys;
import dev.vgi.protocol.Position;
import dev.vgi.protocol.Request;
import dev.vgi.server.http.Rows;
import dev.vgi.testing.Peer;
import dev.vgi.testing.PythonReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Published Python servers refuse the tokens of a stream with words alone; the client gives them their kind. */
class TokenRefusalsReferenceTest {
    private static final String CURRENT = "2.0.0";

    /** Arguments: the byte that the key consists of, and the life of tokens in seconds. */
    private static final String WORKER = """
            import sys, waitress
            from vgi_rpc.conformance import ConformanceService, ConformanceServiceImpl
            from vgi_rpc.http import make_wsgi_app
            from vgi_rpc.rpc import RpcServer
            key, ttl = bytes([int(sys.argv[1])]) * 32, int(sys.argv[2])
            app = make_wsgi_app(RpcServer(ConformanceService, ConformanceServiceImpl()), token_key=key, token_ttl=ttl)
            server = waitress.create_server(app, host="127.0.0.1", port=0)
            print(f"PORT:{server.effective_port}", flush=True)
            server.run()
            """;

    private final Memory memory = Memory.create();

    @AfterEach
    void close() {
        memory.close();
    }

    private static Peer worker(int key, int seconds) {
        return PythonReference.require().start("-c", WORKER, Integer.toString(key), Integer.toString(seconds));
    }

    private HttpTransport connect(Peer worker) {
        return HttpTransport.builder(worker.address(), memory).build();
    }

    private static Request request(String version, Batch parameters) {
        return new Request(
                "ConformanceService",
                "produce_n",
                parameters,
                Metadata.of(Keys.PROTOCOL_VERSION, version),
                Idempotency.UNKNOWN,
                CallOptions.DEFAULT);
    }

    /** Where a stream goes on after its first batch. */
    private Position position(Peer worker, String version) {
        try (HttpTransport transport = connect(worker);
                Batch parameters = Rows.parameters(memory.allocator(), "count", 4L);
                Producing stream = transport.produce(request(version, parameters), HasHeader.NO)) {
            stream.next().close();
            return stream.position();
        }
    }

    private void goOn(Peer worker, String version, String callToken, String cursor) {
        try (HttpTransport transport = connect(worker);
                Batch parameters = Rows.parameters(memory.allocator(), "count", 4L);
                Producing stream = transport.resume(
                        request(version, parameters), new Position(worker.address(), callToken, cursor, 0))) {
            stream.next().close();
        }
    }

    private void assertRefused(Peer worker, String version, String callToken, String cursor, String message) {
        var error = catchThrowableOfType(VgiException.class, () -> goOn(worker, version, callToken, cursor));
        assertThat(error).isNotNull();
        assertThat(error.remoteMessage()).isEqualTo("RuntimeError: " + message);
        assertThat(error.kind()).isEqualTo(ErrorKind.STREAM_TOKEN_REFUSED);
    }

    /** Release, and the version of its protocol. */
    @ParameterizedTest
    @CsvSource({"0.42.3, 1.0.0", "0.45.3, 2.0.0", "0.52.2, 2.0.0"})
    void tokensOfAnotherProcess_areRefused(String release, String version) {
        PythonReference reference =
                release.equals(PythonReference.VERSION) ? PythonReference.require() : PythonReference.require(release);
        try (Peer first = reference.start("-m", "vgi_rpc.conformance._cli", "--http", "0");
                Peer second = reference.start("-m", "vgi_rpc.conformance._cli", "--http", "0")) {
            Position there = position(first, version);

            assertRefused(
                    second, version, there.callToken(), there.cursor(), "State token signature verification failed");
            assertRefused(second, version, there.callToken(), "?", "Malformed state token");
        }
    }

    /** A process with the same key that has not seen the stream yet asks for both tokens. */
    @Test
    void callTokens_areRefusedLikewise() {
        try (Peer first = worker(1, 3600);
                Peer same = worker(1, 3600);
                Peer another = worker(2, 3600)) {
            Position position = position(first, CURRENT);
            String cursor = position.cursor();

            assertRefused(same, CURRENT, "?", cursor, "Malformed call token");
            assertRefused(
                    same,
                    CURRENT,
                    position(another, CURRENT).callToken(),
                    cursor,
                    "Call token signature verification failed");
            assertRefused(
                    same,
                    CURRENT,
                    position(first, CURRENT).callToken(),
                    cursor,
                    "State token does not belong to the supplied call token");
            goOn(same, CURRENT, position.callToken(), cursor);
        }
    }

    @Test
    void tokensThatAreTooOld_areRefused() {
        try (Peer worker = worker(1, 1)) {
            Position position = position(worker, CURRENT);
            await().untilAsserted(() ->
                    assertRefused(worker, CURRENT, position.callToken(), position.cursor(), "State token expired"));
        }
    }

    /** An application may speak of tokens, too. */
    @Test
    void otherErrors_keepTheirKind() {
        var error = catchThrowableOfType(VgiException.class, () -> {
            try (Peer worker = worker(1, 3600);
                    HttpTransport transport = connect(worker);
                    Batch parameters = Rows.parameters(memory.allocator(), "message", "State token expired")) {
                transport
                        .call(new Request(
                                "ConformanceService",
                                "raise_runtime_error",
                                parameters,
                                Metadata.of(Keys.PROTOCOL_VERSION, CURRENT),
                                Idempotency.UNKNOWN,
                                CallOptions.DEFAULT))
                        .close();
            }
        });
        assertThat(error.remoteMessage()).isEqualTo("RuntimeError: State token expired");
        assertThat(error.kind()).isEmpty();
    }
}
