package dev.vgi.server.http;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Invocable;

/** Writes one answer, and hangs up on a client that takes it in drips. Used by one thread. */
final class PacedWriter {
    /** So many bytes are given to the connection at a time, and count as taken. */
    private static final int PIECE = 1 << 20;

    private final Response response;
    private final Duration silence;
    private final int slowest;
    private long waitedNanos;
    private long bytes;

    /**
     * A writer.
     *
     * @param silence how long a client may take for an answer however short
     * @param slowest the bytes a second that it must take on average beyond that; 0 for any
     */
    PacedWriter(Response response, Duration silence, int slowest) {
        this.response = response;
        this.silence = silence;
        this.slowest = slowest;
    }

    /** Writes all of these bytes, which nobody reads any more afterwards, even where this throws. */
    void write(boolean last, ByteBuffer source) throws IOException {
        while (source.remaining() > PIECE) {
            ByteBuffer piece = source.slice(source.position(), PIECE);
            source.position(source.position() + PIECE);
            writePiece(false, piece);
        }
        writePiece(last, source);
    }

    private void writePiece(boolean last, ByteBuffer piece) throws IOException {
        bytes += piece.remaining();
        long began = System.nanoTime();
        var written = new Callback.Completable(Invocable.InvocationType.NON_BLOCKING);
        response.write(last, piece, written);
        try {
            written.get(patienceNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            hangUp();
            written.exceptionally(failure -> null).join();
            throw new IOException(
                    "the client took less than " + bytes + " bytes of the answer in "
                            + TimeUnit.NANOSECONDS.toMillis(waitedNanos + System.nanoTime() - began) + " ms, expected "
                            + slowest + " a second (minBytesPerSecond)",
                    e);
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        } catch (InterruptedException e) {
            throw (IOException) new InterruptedIOException("interrupted while writing an answer").initCause(e);
        }
        waitedNanos += System.nanoTime() - began;
    }

    private long patienceNanos() {
        return slowest == 0
                ? Long.MAX_VALUE
                : Math.max(silence.toNanos(), (long) (bytes / (double) slowest * 1e9)) - waitedNanos;
    }

    private void hangUp() {
        response.getRequest()
                .getConnectionMetaData()
                .getConnection()
                .getEndPoint()
                .close();
    }
}
