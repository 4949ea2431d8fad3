package dev.vgi.server.http.auth;

import java.util.LinkedHashMap;
import java.util.Map;

/** Which nonces were seen of late: a bounded number, the oldest of which goes first. Thread-safe. */
final class NonceCache {
    private final int capacity;
    private final long lifetimeSeconds;
    private final LinkedHashMap<String, Long> seen = new LinkedHashMap<>();

    /** @param capacity 0 sees nothing again */
    NonceCache(int capacity, long lifetimeSeconds) {
        this.capacity = capacity;
        this.lifetimeSeconds = lifetimeSeconds;
    }

    /** Whether it is seen for the first time. */
    synchronized boolean add(String nonce, long nowSeconds) {
        var oldest = seen.entrySet().iterator();
        while (oldest.hasNext()) {
            Map.Entry<String, Long> entry = oldest.next();
            if (entry.getValue() > nowSeconds - lifetimeSeconds && seen.size() < Math.max(1, capacity)) {
                break;
            }
            oldest.remove();
        }
        return capacity == 0 || seen.putIfAbsent(nonce, nowSeconds) == null;
    }
}
