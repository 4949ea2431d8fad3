package dev.vgi.server.http;

import dev.vgi.protocol.Dispatcher.OpenStream;
import dev.vgi.server.http.seal.Tokens.CallId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Streams that this process opened or reopened not long ago, so that a turn need not do that again. The least recently
 * used one goes when there are too many; one in use is closed after its turn. Only an authenticated id finds a stream.
 * Thread-safe.
 */
final class StreamCache implements AutoCloseable {
    private final int capacity;
    private final long lifetimeNanos;
    private final LinkedHashMap<CallId, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);
    private boolean closed;

    /** @param capacity the most streams to keep; 0 keeps none */
    StreamCache(int capacity, long lifetimeSeconds) {
        this.capacity = capacity;
        this.lifetimeNanos = lifetimeSeconds == 0 ? Long.MAX_VALUE : TimeUnit.SECONDS.toNanos(lifetimeSeconds);
    }

    /** A use of a stream, to be closed after the turn. */
    final class Use implements AutoCloseable {
        private final Entry entry;

        private Use(Entry entry) {
            this.entry = entry;
        }

        OpenStream stream() {
            return entry.stream;
        }

        /** The most decoded bytes of any of the call's answers. */
        long responseLimit() {
            return entry.responseLimit;
        }

        /** Forgets the stream: no turn follows, as far as anybody knows. */
        void forget() {
            remove(entry);
        }

        @Override
        public void close() {
            release(entry);
        }
    }

    /** The stream of a call; null where it is not here. */
    synchronized @Nullable Use find(CallId id) {
        Entry entry = entries.get(id);
        if (entry == null) {
            return null;
        }
        if (System.nanoTime() - entry.since > lifetimeNanos) {
            remove(entry);
            return null;
        }
        entry.uses++;
        return new Use(entry);
    }

    /** Takes over a stream. */
    Use add(CallId id, OpenStream stream, long responseLimit) {
        var entry = new Entry(id, stream, responseLimit);
        Entry replaced = null;
        Entry evicted = null;
        synchronized (this) {
            entry.uses = 1;
            if (capacity > 0 && !closed) {
                entry.uses++;
                replaced = entries.put(id, entry);
                if (entries.size() > capacity) {
                    evicted = entries.values().iterator().next();
                }
            }
        }
        if (replaced != null) {
            release(replaced);
        }
        if (evicted != null) {
            remove(evicted);
        }
        return new Use(entry);
    }

    @Override
    public void close() {
        Map<CallId, Entry> left;
        synchronized (this) {
            closed = true;
            left = Map.copyOf(entries);
            entries.clear();
        }
        left.values().forEach(this::release);
    }

    private void remove(Entry entry) {
        boolean removed;
        synchronized (this) {
            removed = entries.remove(entry.id, entry);
        }
        if (removed) {
            release(entry);
        }
    }

    private void release(Entry entry) {
        boolean last;
        synchronized (this) {
            last = --entry.uses == 0;
        }
        if (last) {
            entry.stream.close();
        }
    }

    private static final class Entry {
        private final CallId id;
        private final OpenStream stream;
        private final long responseLimit;
        private final long since = System.nanoTime();
        private int uses;

        private Entry(CallId id, OpenStream stream, long responseLimit) {
            this.id = id;
            this.stream = stream;
            this.responseLimit = responseLimit;
        }
    }
}
