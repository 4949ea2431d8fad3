package dev.vgi.protocol;

import dev.vgi.Code;
import dev.vgi.VgiException;
import java.time.Duration;

/** What a method finds where there are no sessions. */
final class NoSession implements StickySession {
    @Override
    public boolean isOpen() {
        return false;
    }

    @Override
    public <T> T get(Class<T> type) {
        throw unsupported();
    }

    @Override
    public String id() {
        return "";
    }

    @Override
    public Action action() {
        return Action.UNSUPPORTED;
    }

    @Override
    public void open(Object state) {
        throw unsupported();
    }

    @Override
    public void open(Object state, Duration lifetime) {
        throw unsupported();
    }

    @Override
    public void close() {
        throw unsupported();
    }

    private static VgiException unsupported() {
        return VgiException.builder(
                        Code.FAILED_PRECONDITION,
                        "sticky sessions not available on this transport: it is HTTP that has them, where the server"
                                + " offers them (HttpServerConfig.stickySessions)")
                .remote("RuntimeError", "")
                .build();
    }
}
