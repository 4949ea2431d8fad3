package dev.vgi.protocol;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * One request, from when its transport has read it until its answer is sent: a unary call, a whole stream on a raw
 * transport, or one HTTP request of a stream. The transport makes and closes it. Used by the thread that serves the
 * request.
 */
public final class RequestScope implements AutoCloseable {
    private final String remoteAddress;
    private final List<Consumer<WireStats>> listeners = new ArrayList<>();
    private String streamId = "";
    private StickySession session = StickySession.NONE;
    private WireStats delivery = WireStats.UNKNOWN;
    private long externalizedBytes;
    private boolean trusted;

    /**
     * A request.
     *
     * @param remoteAddress {@code ip:port} of the caller; empty where it has none
     * @param local whether the caller is on this machine
     */
    public RequestScope(String remoteAddress, boolean local) {
        this.remoteAddress = remoteAddress;
        this.trusted = local;
    }

    /** Whether the caller is on this machine, or known. */
    public boolean isTrusted() {
        return trusted;
    }

    /** Notes that the caller is known. */
    public void authenticated() {
        trusted = true;
    }

    public String remoteAddress() {
        return remoteAddress;
    }

    /** The number of the stream that the request belongs to, 32 hex digits; empty where it belongs to none yet. */
    public String streamId() {
        return streamId;
    }

    public void streamId(String value) {
        streamId = value;
    }

    /** The session of the request. */
    public StickySession session() {
        return session;
    }

    public void session(StickySession value) {
        session = value;
    }

    /** The cursor that came with the request. */
    public void received(String cursor) {
        delivery = new WireStats(
                delivery.httpStatus(),
                delivery.requestBytes(),
                delivery.responseBytes(),
                OptionalInt.of(cursor.length()),
                delivery.responseStateBytes());
    }

    /** The cursor that is given for the next request. */
    public void given(String cursor) {
        delivery = new WireStats(
                delivery.httpStatus(),
                delivery.requestBytes(),
                delivery.responseBytes(),
                delivery.requestStateBytes(),
                OptionalInt.of(cursor.length()));
    }

    /** Bytes of the answer that went to object storage, after compression. */
    public void externalized(long bytes) {
        externalizedBytes += bytes;
    }

    /** All bytes of the answer so far that went to object storage, after compression. */
    public long externalizedBytes() {
        return externalizedBytes;
    }

    /** The status and sizes of the answer as it was sent. */
    public void sent(int httpStatus, long requestBytes, OptionalLong responseBytes) {
        delivery = new WireStats(
                OptionalInt.of(httpStatus),
                OptionalLong.of(requestBytes),
                responseBytes,
                delivery.requestStateBytes(),
                delivery.responseStateBytes());
    }

    /** Has the listener told when the scope is closed, once. */
    public void whenClosed(Consumer<WireStats> listener) {
        listeners.add(listener);
    }

    /** Tells the listeners, the latest first. They do not throw. */
    @Override
    public void close() {
        for (int i = listeners.size() - 1; i >= 0; i--) {
            listeners.get(i).accept(delivery);
        }
        listeners.clear();
    }
}
