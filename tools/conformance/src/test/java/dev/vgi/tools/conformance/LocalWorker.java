package dev.vgi.tools.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vgi.Limits;
import dev.vgi.arrow.Memory;
import dev.vgi.client.Client;
import dev.vgi.client.connect.Vgi;
import dev.vgi.client.stream.StreamTransport;
import dev.vgi.external.FetchConfig;
import dev.vgi.external.Resolver;
import dev.vgi.protocol.CallOptions;
import dev.vgi.server.Server;
import dev.vgi.server.inproc.InProcessConnector;
import dev.vgi.tools.conformance.TransportSuite.Reflection;
import dev.vgi.tools.conformance.service.ConformanceWorker;
import java.time.Duration;
import java.util.function.UnaryOperator;

/** Our worker inside of this process, so that its memory is watched as well. */
final class LocalWorker implements ConformancePeer {
    private final Memory memory;
    private final Server server;
    private final String prefix;

    private LocalWorker(Memory memory, Server server, String prefix) {
        this.memory = memory;
        this.server = server;
        this.prefix = prefix;
    }

    /** Starts one on the transport that {@code listening} adds. */
    static LocalWorker start(Reflection reflection, UnaryOperator<Server.Builder> listening) {
        return start(reflection, "", listening);
    }

    /** Starts one that clients reach by its address with this prefix. */
    static LocalWorker start(Reflection reflection, String prefix, UnaryOperator<Server.Builder> listening) {
        Memory memory = Memory.create();
        Server.Builder builder = Worker.hostConformance(Server.builder(), new ConformanceWorker())
                .reflection(reflection == Reflection.ON)
                .memory(memory);
        return new LocalWorker(memory, listening.apply(builder).start(), prefix);
    }

    @Override
    public Client connect(Memory clientMemory, CallOptions options) {
        if (server.addresses().isEmpty()) {
            var transport = new StreamTransport(
                    new InProcessConnector(server.dispatcher(), server.external()),
                    clientMemory,
                    Limits.RAW,
                    Duration.ofSeconds(10),
                    32,
                    Resolver.open(FetchConfig.DEFAULT));
            return new Client(transport, clientMemory, options, () -> {});
        }
        return Vgi.client(prefix + server.addresses().get(0))
                .memory(clientMemory)
                .options(options)
                .connect();
    }

    @Override
    public void awaitIdle() {
        await().untilAsserted(() -> assertThat(memory.allocatedBytes()).isZero());
    }

    @Override
    public void close() {
        server.close();
        memory.close();
    }
}
