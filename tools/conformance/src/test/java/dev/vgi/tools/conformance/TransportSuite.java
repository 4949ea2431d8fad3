package dev.vgi.tools.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vgi.arrow.Memory;
import dev.vgi.client.Client;
import dev.vgi.protocol.CallOptions;
import dev.vgi.protocol.LogMessage;
import dev.vgi.tools.conformance.service.ConformanceService;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;

/**
 * What a transport does, whichever it is and whoever the worker is: the parts are the interfaces. Each test ends with
 * no memory in use, on this side and, where the worker runs in this process, on the other.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class TransportSuite
        implements UnaryCalls, Errors, Logs, Producers, Exchanges, Cancellation, Hosting, NamedMethods, Concurrency {
    private final Memory memory = Memory.create();
    private final List<LogMessage> logs = new CopyOnWriteArrayList<>();
    private final CallOptions options = CallOptions.DEFAULT.withLogs(logs::add);
    private ConformancePeer peer;
    private @Nullable ConformancePeer quiet;
    private Client client;
    private ConformanceService service;
    private long before;

    /** Starts a worker. */
    abstract ConformancePeer start(Reflection reflection);

    /** Whether a worker says what it hosts. */
    enum Reflection {
        ON,
        OFF
    }

    @BeforeAll
    void connect() {
        peer = start(Reflection.ON);
        client = peer.connect(memory, options);
        service = client.proxy(ConformanceService.class);
    }

    @BeforeEach
    void forgetLogs() {
        logs.clear();
        before = memory.allocatedBytes();
    }

    @AfterEach
    void allIsFreed() {
        assertThat(memory.allocatedBytes()).as("bytes in use").isEqualTo(before);
        peer.awaitIdle();
    }

    @AfterAll
    void disconnect() {
        client.close();
        peer.close();
        if (quiet != null) {
            quiet.close();
        }
        memory.close();
    }

    @Override
    public Client client() {
        return client;
    }

    @Override
    public ConformanceService service() {
        return service;
    }

    @Override
    public List<LogMessage> logs() {
        return logs;
    }

    @Override
    public BufferAllocator allocator() {
        return memory.allocator();
    }

    @Override
    public Client connect(UnaryOperator<CallOptions> change) {
        return peer.connect(memory, change.apply(options));
    }

    @Override
    public Client connectWithoutReflection() {
        if (quiet == null) {
            quiet = start(Reflection.OFF);
        }
        return quiet.connect(memory, options);
    }

    @Override
    public void assertUsable() {
        assertThat(service.echoInt(42)).isEqualTo(42);
    }
}
