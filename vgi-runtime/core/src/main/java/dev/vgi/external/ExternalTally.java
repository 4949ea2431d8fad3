package dev.vgi.external;

import dev.vgi.protocol.Externalized;

/** Sums up what of one stream came by way of a store. Thread-safe. */
public final class ExternalTally {
    private Externalized total = Externalized.NONE;

    public synchronized Externalized total() {
        return total;
    }

    synchronized void add(Externalized cost) {
        total = total.plus(cost);
    }
}
