package dev.vgi.server;

import dev.vgi.Limits;
import dev.vgi.external.External;
import dev.vgi.protocol.Dispatcher;
import dev.vgi.server.stream.StreamServer;
import org.jspecify.annotations.Nullable;

/** Standard input and output, until the client hangs up. */
final class StandardStreams implements Listener {
    private StandardStreams() {}

    /**
     * Serves on a thread of its own. Standard output is the protocol's from here: what is printed goes to standard
     * error.
     */
    static Listener serve(Dispatcher services, Limits limits, External external, Runnable ended) {
        System.setOut(System.err);
        var thread = new Thread(
                () -> {
                    try {
                        StreamServer.serveStandardStreams(services, limits, external);
                    } finally {
                        ended.run();
                    }
                },
                "vgi-stdio");
        thread.setDaemon(true);
        thread.start();
        return new StandardStreams();
    }

    @Override
    public @Nullable String address() {
        return null;
    }

    /** The thread waits in a read that nothing but the client ends. */
    @Override
    public void close() {}
}
