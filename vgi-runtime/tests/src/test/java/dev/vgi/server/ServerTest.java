package dev.vgi.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vgi.Code;
import dev.vgi.VgiException;
import dev.vgi.arrow.Memory;
import dev.vgi.protocol.ServiceDescription;
import dev.vgi.protocol.TransportKind;
import dev.vgi.service.ServeListener;
import dev.vgi.service.VgiProtocol;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a server is made of. */
class ServerTest {

    @VgiProtocol(name = "zeta.Primary.v1")
    public interface Primary {
        void ping();
    }

    @VgiProtocol(name = "alpha.Extra.v1")
    public interface Extra {
        void ping();
    }

    @VgiProtocol(name = "zeta.Primary.v1")
    public interface Usurper {
        void ping();
    }

    @VgiProtocol(name = "vgi_rpc.Sneaky.v1")
    public interface Sneaky {
        void ping();
    }

    /** Implements two services, and refuses to be served a number of times. */
    private static final class Both implements Primary, Extra, ServeListener {
        private final List<TransportKind> served = new ArrayList<>();
        private int refusals;

        @Override
        public void ping() {}

        @Override
        public void serving(TransportKind transport) {
            if (refusals > 0) {
                refusals--;
                throw new IllegalStateException("not ready");
            }
            served.add(transport);
        }
    }

    private final Both both = new Both();

    private static List<String> names(Server server) {
        return server.services().stream()
                .map(ServiceDescription::summary)
                .map(summary -> summary.name())
                .toList();
    }

    @Test
    void services_areInTheOrderOfTheirRegistration_reflectionLast() {
        try (Server server = Server.builder()
                .host(Primary.class, both)
                .host(Extra.class, both)
                .build()) {
            assertThat(names(server)).containsExactly("zeta.Primary.v1", "alpha.Extra.v1", "vgi_rpc.Reflection.v1");
        }
    }

    @Test
    void reflection_canBeLeftOut() {
        try (Server server =
                Server.builder().host(Primary.class, both).reflection(false).build()) {
            assertThat(names(server)).containsExactly("zeta.Primary.v1");
            assertThatThrownBy(() -> server.dispatcher().target("vgi_rpc.Reflection.v1", "list_protocols"))
                    .isInstanceOfSatisfying(
                            VgiException.class, e -> assertThat(e.kind()).isEqualTo("protocol_not_supported"));
        }
    }

    @Test
    void equalMethodNames_ofTwoServices_areDifferentMethods() {
        try (Server server = Server.builder()
                .host(Primary.class, both)
                .host(Extra.class, both)
                .build()) {
            assertThat(server.dispatcher()
                            .target("alpha.Extra.v1", "ping")
                            .protocol()
                            .name())
                    .isEqualTo("alpha.Extra.v1");
        }
    }

    @Test
    void serverId_isTwelveHexDigits_unlessGiven() {
        try (Server server = Server.builder().host(Primary.class, both).build();
                Server named = Server.builder()
                        .host(Primary.class, both)
                        .serverId("rack-7")
                        .tracebacks(false)
                        .build()) {
            assertThat(server.serverId()).matches("[0-9a-f]{12}");
            assertThat(server.dispatcher().sendsTracebacks()).isTrue();
            assertThat(named.dispatcher().serverId()).isEqualTo("rack-7");
            assertThat(named.dispatcher().sendsTracebacks()).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a\nb"})
    void oddServerId_isRefused(String id) {
        assertThatThrownBy(() -> Server.builder().serverId(id)).isInstanceOf(VgiException.class);
    }

    @Test
    void reservedName_twoOfOneName_andNoService_areRefused() {
        Sneaky sneaky = () -> {};
        Usurper usurper = () -> {};
        assertThatThrownBy(() -> Server.builder().host(Sneaky.class, sneaky).build())
                .hasMessageContaining("vgi_rpc.Sneaky.v1");
        assertThatThrownBy(() -> Server.builder()
                        .host(Primary.class, both)
                        .host(Usurper.class, usurper)
                        .build())
                .hasMessageContaining("two services of the name 'zeta.Primary.v1'");
        assertThatThrownBy(() -> Server.builder().build()).hasMessageContaining("at least one service");
        assertThatThrownBy(() -> Server.builder().host(String.class, "x").build())
                .isInstanceOfSatisfying(
                        VgiException.class, e -> assertThat(e.code()).isEqualTo(Code.INVALID_ARGUMENT));
        assertThatThrownBy(() -> Server.builder().maxConnections(0)).hasMessageContaining("maxConnections");
    }

    @Test
    void listener_isToldOnceForEachTransport_howeverManyServicesItImplements() {
        try (Server server = Server.builder()
                .host(Primary.class, both)
                .host(Extra.class, both)
                .build()) {
            server.dispatcher().serving(TransportKind.UNIX);
            server.dispatcher().serving(TransportKind.UNIX);
            server.dispatcher().serving(TransportKind.HTTP);
        }
        assertThat(both.served).containsExactly(TransportKind.UNIX, TransportKind.HTTP);
    }

    @Test
    void listenerThatRefuses_isAskedAgain() {
        both.refusals = 1;
        try (Server server = Server.builder().host(Primary.class, both).build()) {
            assertThatThrownBy(() -> server.dispatcher().serving(TransportKind.HTTP))
                    .isInstanceOf(VgiException.class)
                    .hasMessageContaining("not ready");
            server.dispatcher().serving(TransportKind.HTTP);
        }
        assertThat(both.served).containsExactly(TransportKind.HTTP);
    }

    @Test
    void transports_areOpenFromStartToClose(@TempDir Path folder) throws InterruptedException {
        Path socket = folder.resolve("s");
        Server server = Server.builder()
                .host(Primary.class, both)
                .unix(socket)
                .tcp("127.0.0.1", 0)
                .http(0)
                .start();
        assertThat(server.addresses()).hasSize(3).first().isEqualTo("unix:" + socket);
        assertThat(server.addresses().get(1)).matches("tcp://127\\.0\\.0\\.1:[1-9][0-9]*");
        assertThat(server.addresses().get(2)).matches("http://127\\.0\\.0\\.1:[1-9][0-9]*");
        assertThatThrownBy(server::start).hasMessageContaining("started before");

        server.close();
        server.close();
        server.join();

        assertThat(server.addresses()).isEmpty();
        assertThat(Files.exists(socket)).isFalse();
        assertThatThrownBy(server::start).hasMessageContaining("closed");
    }

    @Test
    void transportThatCannotOpen_closesTheOthers(@TempDir Path folder) {
        Path socket = folder.resolve("s");
        try (Memory memory = Memory.create(0)) {
            assertThatThrownBy(() -> Server.builder()
                            .host(Primary.class, both)
                            .memory(memory)
                            .unix(socket)
                            .unix(folder.resolve("missing/s"))
                            .start())
                    .isInstanceOf(VgiException.class);
        }
        assertThat(Files.exists(socket)).isFalse();
    }

    @Test
    void idleSocket_isGivenUp_withItsFile(@TempDir Path folder) throws Exception {
        Path socket = folder.resolve("idle.sock");
        try (Server server = Server.builder()
                .host(Primary.class, both)
                .idleTimeout(java.time.Duration.ofSeconds(1))
                .unix(socket)
                .start()) {
            try (var client = dev.vgi.client.connect.Vgi.connect("unix:" + socket)) {
                client.proxy(Primary.class).ping();
                assertThat(socket).exists();
            }
            server.join();
            assertThat(socket).doesNotExist();
        }
    }
}
