package dev.vgi.client.stream;

import dev.vgi.ClientOption;
import dev.vgi.Preconditions;
import dev.vgi.arrow.Validation;
import dev.vgi.transport.Channel;
import dev.vgi.transport.Connector;
import dev.vgi.transport.SharedSegment;
import java.io.IOException;
import java.time.Duration;

/**
 * Offers shared memory on each connection of another connector: a segment of its own, that large batches go through
 * where the worker can do the same. Where it cannot, or this system has none, everything goes over the connection.
 */
public final class SharedMemoryConnector implements Connector {
    /** The size of a segment unless said otherwise: 16 MiB. */
    public static final int SEGMENT_BYTES = 16 << 20;

    private final Connector connector;
    private final int segmentBytes;

    /**
     * Takes ownership of the connector.
     *
     * @param segmentBytes the size of each connection's segment, 128 KiB to 2 GiB - 1; larger batches do not fit
     */
    public SharedMemoryConnector(Connector connector, int segmentBytes) {
        this.connector = connector;
        this.segmentBytes = Preconditions.range(
                ClientOption.SHARED_MEMORY_BYTES, segmentBytes, 2 * SharedSegment.HEADER, Integer.MAX_VALUE);
    }

    @Override
    public String address() {
        return "shm+" + connector.address();
    }

    @Override
    public Validation validation() {
        return connector.validation();
    }

    @Override
    public Duration idleLimit() {
        return connector.idleLimit();
    }

    @Override
    public ClientOption limitOption() {
        return connector.limitOption();
    }

    @Override
    public boolean mayQueue() {
        return connector.mayQueue();
    }

    @Override
    public Channel connect(Duration limit) throws IOException {
        return connector.connect(limit);
    }

    @Override
    public int sharedMemoryBytes() {
        return SharedSegment.isSupported() ? segmentBytes : 0;
    }

    @Override
    public void close() {
        connector.close();
    }
}
