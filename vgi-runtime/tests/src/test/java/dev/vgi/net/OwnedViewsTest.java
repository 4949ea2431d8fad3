package dev.vgi.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.transport.HttpClientTransportOverHTTP;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.junit.jupiter.api.Test;

/** What one connection does with a buffer that it has given back is nothing to the next one that has it. */
class OwnedViewsTest {
    private static final int SIZE = 4096;
    private static final byte[] ANSWER = "answer".getBytes(StandardCharsets.UTF_8);

    private final ByteBufferPool pool = HttpConnections.pool();

    @Test
    void bufferThatIsClearedByWhoHadIt_isWholeForWhoHasIt() {
        RetainableByteBuffer.Mutable first = pool.acquire(SIZE, true);
        var stale = first.getByteBuffer();
        first.release();
        RetainableByteBuffer.Mutable second = filled();

        stale.position(0).limit(0);

        assertThat(second.remaining()).isEqualTo(ANSWER.length);
        second.release();
    }

    /**
     * The other connection gets its answer after the response was given up and before its thread has left the listener.
     */
    @Test
    void responseThatIsAbortedWhileItArrives_takesNothingFromAnotherConnection() throws Exception {
        var connector = new ClientConnector();
        connector.setByteBufferPool(pool);
        var client = new HttpClient(new HttpClientTransportOverHTTP(connector));
        client.setResponseBufferSize(SIZE);
        client.start();
        try (var listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var other = new CompletableFuture<RetainableByteBuffer>();
            var ended = new CompletableFuture<Boolean>();
            var request = client.newRequest("http://127.0.0.1:" + listener.getLocalPort());
            request.onResponseContentSource((response, source) -> {
                assertThat(source.read()).isNull();
                var aborting = CompletableFuture.runAsync(() -> {
                    var unused = request.abort(new IOException("given up"));
                });
                aborting.join();
                other.complete(filled());
            });
            request.send(result -> ended.complete(result.isFailed()));
            try (Socket connection = listener.accept()) {
                assertThat(connection.getInputStream().read(new byte[SIZE])).isPositive();
                connection
                        .getOutputStream()
                        .write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n".getBytes(StandardCharsets.US_ASCII));

                assertThat(ended.get(30, TimeUnit.SECONDS)).isTrue();
            }
            // Once its threads have ended, none touches a buffer any more.
            client.stop();
            assertThat(other.get(30, TimeUnit.SECONDS).remaining()).isEqualTo(ANSWER.length);
            other.join().release();
        } finally {
            client.stop();
        }
    }

    /** As after a connection has received something. */
    private RetainableByteBuffer.Mutable filled() {
        RetainableByteBuffer.Mutable buffer = pool.acquire(SIZE, true);
        assertThat(buffer.append(ByteBuffer.wrap(ANSWER))).isTrue();
        return buffer;
    }
}
