package dev.vgi.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.vgi.Code;
import dev.vgi.VgiException;
import dev.vgi.arrow.Batch;
import dev.vgi.arrow.ByteSink;
import dev.vgi.arrow.FrameWriter;
import dev.vgi.arrow.IpcWriter;
import dev.vgi.arrow.Memory;
import dev.vgi.client.Client;
import dev.vgi.client.connect.Vgi;
import dev.vgi.types.SchemaText;
import dev.vgi.types.Values;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Map;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that claim more than they send, and more calls than the process has memory for. */
class ClaimedMemoryTest {
    private static final int CONNECTIONS = 40;
    private static final int CLAIMED = 32 << 20;
    private static final Schema DATA = SchemaText.parse("data BINARY NOT NULL");

    private static byte[] request(int bytes) throws IOException {
        var out = new ByteArrayOutputStream();
        var frames = new FrameWriter(ByteSink.of(out));
        try (Memory memory = Memory.create(0);
                Batch batch = Values.encode(DATA, Map.of("data", new byte[bytes]), memory.allocator());
                IpcWriter writer = new IpcWriter(frames, DATA)) {
            writer.write(batch);
            writer.end();
            frames.flush();
        }
        return out.toByteArray();
    }

    @Test
    void lengthsThatAreClaimed_takeNoMemoryBeforeTheirBytesCome() throws Exception {
        byte[] start = Arrays.copyOf(request(CLAIMED), 4096);
        var sockets = new ArrayList<SocketChannel>();
        try (Memory memory = Memory.create();
                Server server = Server.builder()
                        .host(Sample.class, new SampleService())
                        .memory(memory)
                        .tcp("127.0.0.1", 0)
                        .start()) {
            URI address = URI.create(server.addresses().get(0));
            for (int i = 0; i < CONNECTIONS; i++) {
                SocketChannel socket = SocketChannel.open(new InetSocketAddress(address.getHost(), address.getPort()));
                sockets.add(socket);
                socket.write(ByteBuffer.wrap(start));
            }
            await().untilAsserted(
                            () -> assertThat(memory.allocatedBytes()).isGreaterThanOrEqualTo(CONNECTIONS * (1L << 20)));
            assertThat(memory.allocatedBytes()).isLessThan(CONNECTIONS * (2L << 20));
        } finally {
            for (SocketChannel socket : sockets) {
                socket.close();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void callForWhichTheProcessHasNoMemory_isRefused_andTheNextIsServed(boolean http) {
        Server.Builder builder =
                Server.builder().host(Sample.class, new SampleService()).memoryBytes(8 << 20);
        try (Server server = (http ? builder.http(0) : builder.tcp("127.0.0.1", 0)).start();
                Memory memory = Memory.create();
                Client client = Vgi.connect(server.addresses().get(0));
                Batch large = Values.encode(DATA, Map.of("data", new byte[16 << 20]), memory.allocator());
                Batch small = Values.encode(DATA, Map.of("data", new byte[16]), memory.allocator())) {
            Sample sample = client.proxy(Sample.class);
            assertThatThrownBy(() -> sample.passOn(new Sample.Attachment("n", large)))
                    .isInstanceOfSatisfying(VgiException.class, e -> assertThat(e)
                            .returns(Code.RESOURCE_EXHAUSTED, VgiException::code)
                            .returns(true, VgiException::isRetryable))
                    .hasMessageContaining("(memoryBytes)");
            try (Batch answer = sample.passOn(new Sample.Attachment("n", small)).batch()) {
                assertThat(answer.rowCount()).isEqualTo(1);
            }
        }
    }

    @Test
    void memoryBytes_besideMemoryThatIsGiven_isRefused() {
        try (Memory memory = Memory.create()) {
            assertThatThrownBy(() -> Server.builder()
                            .host(Sample.class, new SampleService())
                            .memory(memory)
                            .memoryBytes(1 << 20)
                            .build())
                    .hasMessageContaining("memoryBytes");
        }
        assertThatThrownBy(() -> Server.builder().memoryBytes(0)).hasMessageContaining("memoryBytes");
    }
}
