package dev.vgi.server.inproc;

import dev.vgi.arrow.ByteSink;
import dev.vgi.arrow.ByteSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;

/** One direction of a connection inside the process: a ring of 1 MiB between one writer and one reader. */
final class MemoryPipe {
    private static final int CAPACITY = 1 << 20;

    private final ByteBuffer ring = ByteBuffer.allocateDirect(CAPACITY);
    private long written;
    private long read;
    private boolean closed;

    ByteSource source() {
        return this::read;
    }

    ByteSink sink() {
        return (buffers, count) -> {
            for (int i = 0; i < count; i++) {
                while (buffers[i].hasRemaining()) {
                    write(buffers[i]);
                }
            }
        };
    }

    synchronized boolean hasEnded() {
        return closed;
    }

    /** Ends the stream: what was written can still be read. */
    synchronized void close() {
        closed = true;
        notifyAll();
    }

    private synchronized int read(ByteBuffer target) throws IOException {
        while (written == read && !closed) {
            pause();
        }
        if (written == read) {
            return -1;
        }
        int from = (int) (read % CAPACITY);
        int length = (int) Math.min(Math.min(written - read, CAPACITY - from), target.remaining());
        target.put(target.position(), ring, from, length);
        target.position(target.position() + length);
        read += length;
        notifyAll();
        return length;
    }

    private synchronized void write(ByteBuffer source) throws IOException {
        while (written - read == CAPACITY && !closed) {
            pause();
        }
        if (closed) {
            throw new ClosedChannelException();
        }
        int to = (int) (written % CAPACITY);
        int length = (int) Math.min(Math.min(CAPACITY - (written - read), CAPACITY - to), source.remaining());
        ring.put(to, source, source.position(), length);
        source.position(source.position() + length);
        written += length;
        notifyAll();
    }

    @SuppressWarnings("WaitNotInLoop") // each caller loops
    private void pause() throws IOException {
        try {
            wait();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClosedByInterruptException();
        }
    }
}
