package dev.vgi.examples.flights;

import dev.vgi.testing.Peer;

class JavaHttpTest extends FlightsProcessSuite {
    @Override
    Peer start() {
        return Workers.java("--http");
    }
}
