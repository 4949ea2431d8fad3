package dev.vgi.server.inproc;

import dev.vgi.Limits;
import dev.vgi.arrow.ByteSink;
import dev.vgi.arrow.ByteSource;
import dev.vgi.arrow.FrameReader;
import dev.vgi.arrow.FrameWriter;
import dev.vgi.arrow.Validation;
import dev.vgi.external.External;
import dev.vgi.protocol.Dispatcher;
import dev.vgi.protocol.TransportKind;
import dev.vgi.server.stream.Peer;
import dev.vgi.server.stream.RequestClock;
import dev.vgi.server.stream.SessionThreads;
import dev.vgi.server.stream.StreamSession;
import dev.vgi.transport.Channel;
import dev.vgi.transport.Connector;
import java.time.Duration;

/** Serves each connection on a thread of this process, over the same bytes as every other transport. */
public final class InProcessConnector implements Connector {
    private final Dispatcher dispatcher;
    private final External external;
    private final Runnable onClose;
    private final SessionThreads sessions = new SessionThreads("vgi-inproc");

    /** Dispatcher and external storage stay the caller's. */
    public InProcessConnector(Dispatcher dispatcher, External external) {
        this(dispatcher, external, () -> {});
    }

    /** @param onClose runs after the last connection has ended */
    public InProcessConnector(Dispatcher dispatcher, External external, Runnable onClose) {
        this.dispatcher = dispatcher;
        this.external = external;
        this.onClose = onClose;
    }

    @Override
    public String address() {
        return "inproc:";
    }

    @Override
    public Validation validation() {
        return Validation.STANDARD;
    }

    @Override
    public Channel connect(Duration limit) {
        var toWorker = new MemoryPipe();
        var toClient = new MemoryPipe();
        sessions.start(() -> {
            try {
                new StreamSession(dispatcher, TransportKind.PIPE, external, Peer.related(), RequestClock.patient())
                        .serve(new FrameReader(toWorker.source(), Limits.RAW), new FrameWriter(toClient.sink()));
            } finally {
                toClient.close();
                toWorker.close();
            }
        });
        return new Link(toClient, toWorker);
    }

    @Override
    public void close() {
        sessions.await();
        onClose.run();
    }

    private record Link(MemoryPipe incoming, MemoryPipe outgoing) implements Channel {
        @Override
        public ByteSource source() {
            return incoming.source();
        }

        @Override
        public ByteSink sink() {
            return outgoing.sink();
        }

        @Override
        public boolean hasEnded() {
            return incoming.hasEnded();
        }

        @Override
        public void close() {
            outgoing.close();
            incoming.close();
        }
    }
}
