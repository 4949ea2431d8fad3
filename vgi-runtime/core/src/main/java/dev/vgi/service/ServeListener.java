package dev.vgi.service;

import dev.vgi.protocol.TransportKind;

/** What a service implements besides its interface to learn that it is served. */
public interface ServeListener {
    /**
     * Called once for each kind of transport, before its first request is dispatched, and not from two threads at a
     * time. What it throws fails that request, and the next one calls it again.
     */
    void serving(TransportKind transport);
}
