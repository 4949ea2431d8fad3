package dev.vgi.external;

import dev.vgi.protocol.ExternalFetchStats;

/** Sums up what of one stream came by way of a store. Thread-safe. */
public final class ExternalFetchCounter {
    private ExternalFetchStats total = ExternalFetchStats.NONE;

    public synchronized ExternalFetchStats total() {
        return total;
    }

    synchronized void add(ExternalFetchStats cost) {
        total = total.plus(cost);
    }
}
