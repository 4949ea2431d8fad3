package dev.vgi.examples.flights;

import dev.vgi.testing.Peer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/** A worker in a process of its own, the same for all tests of a class. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class FlightsProcessSuite extends FlightsWorkerSuite {
    private Peer worker;

    abstract Peer start();

    @BeforeAll
    void startWorker() {
        worker = start();
    }

    @AfterAll
    void stopWorker() {
        if (worker != null) {
            worker.close();
        }
    }

    @Override
    String address() {
        return worker.address();
    }
}
