package dev.vgi.storage;

import dev.vgi.external.ExternalUpload;
import dev.vgi.external.ObjectDescription;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** What all uploads of one storage share: memory for parts, and threads that send them. */
final class UploadThreads implements AutoCloseable {
    private final PartPool pool;
    private final ExecutorService threads;
    private final int parallel;
    private final Duration patience;

    /**
     * @param name of the threads, which are as many as there are parts on their way and end a minute after the last
     * @param parallel how many parts of one object are sent at once
     * @param patience how long an aborted upload waits for its requests
     */
    UploadThreads(String name, int partBytes, int bufferedParts, int parallel, Duration patience) {
        pool = new PartPool(partBytes, bufferedParts);
        this.parallel = parallel;
        this.patience = patience;
        var number = new AtomicInteger();
        threads = Executors.newCachedThreadPool(task -> {
            var thread = new Thread(task, name + "-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    ExternalUpload begin(ObjectTarget target, ObjectDescription description) {
        return new PartedUpload(target, description, pool, threads, parallel, patience);
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
