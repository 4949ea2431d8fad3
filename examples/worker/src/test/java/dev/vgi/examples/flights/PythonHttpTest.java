package dev.vgi.examples.flights;

import dev.vgi.testing.Peer;

class PythonHttpTest extends FlightsProcessSuite {
    @Override
    Peer start() {
        return Workers.python("--http");
    }
}
