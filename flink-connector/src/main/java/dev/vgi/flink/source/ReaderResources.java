package dev.vgi.flink.source;

import dev.vgi.arrow.Memory;
import dev.vgi.client.Client;
import dev.vgi.connector.options.ClientSpec;
import dev.vgi.flink.Errors;
import dev.vgi.flink.Schemes;
import dev.vgi.protocol.ExternalFetchStats;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.util.IOUtils;
import org.jspecify.annotations.Nullable;

/**
 * The off-heap memory of one reader, its clients, and the batches that are between them and the task. Closed after
 * everything that uses them; what is leaked then is an error. Thread-safe.
 */
final class ReaderResources implements AutoCloseable {
    private final ClientSpec connection;
    private final Schemes schemes;
    private final String name;
    private final Memory memory;
    private final Map<String, Client> clients = new HashMap<>();
    private final Set<ReadBatch<?>> open = ConcurrentHashMap.newKeySet();
    private final AtomicLong batches = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private final Object fetching = new Object();
    private ExternalFetchStats fetched = ExternalFetchStats.NONE;

    /** @param name what threads are called */
    ReaderResources(ClientSpec connection, Schemes schemes, String name) {
        this.connection = connection;
        this.schemes = schemes;
        this.name = name;
        this.memory = Memory.create();
    }

    String name() {
        return name;
    }

    /** The client of a worker; null for the source's own. Nothing is sent. */
    synchronized Client client(@Nullable String url) {
        ClientSpec worker = connection.at(url);
        schemes.check(worker.url());
        return clients.computeIfAbsent(
                worker.url(),
                missing ->
                        Errors.ADVICE.on(() -> worker.builder().memory(memory).connect()));
    }

    /** Notes a batch that is closed here where the task does not come to it. */
    void opened(ReadBatch<?> batch) {
        open.removeIf(ReadBatch::isClosed);
        open.add(batch);
        batches.incrementAndGet();
        bytes.addAndGet(batch.byteSize());
        synchronized (fetching) {
            fetched = fetched.plus(batch.fetched());
        }
    }

    /** How many batches have come. */
    long batches() {
        return batches.get();
    }

    /** How many bytes their values were. */
    long bytes() {
        return bytes.get();
    }

    /** What of them came by way of object storage. */
    ExternalFetchStats fetched() {
        synchronized (fetching) {
            return fetched;
        }
    }

    long allocatedBytes() {
        return memory.allocatedBytes();
    }

    @Override
    public synchronized void close() throws Exception {
        open.forEach(ReadBatch::recycle);
        open.clear();
        try {
            IOUtils.closeAll(clients.values());
        } finally {
            clients.clear();
            memory.close();
        }
    }
}
