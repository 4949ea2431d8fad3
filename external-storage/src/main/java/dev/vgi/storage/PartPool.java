package dev.vgi.storage;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Semaphore;

/** The memory of all uploads of one storage: so many parts and no more. */
final class PartPool {
    private final Semaphore free;
    private final Deque<Part> idle = new ArrayDeque<>();
    private final int partBytes;

    PartPool(int partBytes, int parts) {
        this.partBytes = partBytes;
        free = new Semaphore(parts, true);
    }

    /** An empty part; waits until an upload gives one back where all are in use. */
    Part take() throws InterruptedException {
        free.acquire();
        synchronized (idle) {
            Part part = idle.pollLast();
            if (part != null) {
                return part;
            }
        }
        return new Part(partBytes);
    }

    void give(Part part) {
        part.clear();
        synchronized (idle) {
            idle.addLast(part);
        }
        free.release();
    }
}
