package dev.vgi.examples.flights;

/** The worker shares the test's memory, so a batch that it leaks fails the test. */
class JavaInProcessTest extends FlightsWorkerSuite {
    @Override
    String address() {
        return "inproc:" + FlightsWorker.class.getName();
    }
}
