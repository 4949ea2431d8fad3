package dev.vgi.net;

import dev.vgi.Code;
import dev.vgi.Durations;
import dev.vgi.VgiException;
import dev.vgi.arrow.ByteSource;
import dev.vgi.net.HttpFailure.Stage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLException;
import org.eclipse.jetty.client.HttpResponseException;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.client.Result;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.util.thread.Invocable;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a request that is under way. Bytes are taken from the connection as they arrive, up to
 * {@link #WINDOW_BYTES} ahead of {@link #read}; then the sender is held back. Used by one thread at a time; what waits
 * is bounded by the request's silence. Close it, read or not: an answer that was not read to its end costs the
 * connection.
 */
public final class HttpResponse implements ByteSource, AutoCloseable {
    /** How far an answer may run ahead of its reader, in bytes. */
    public static final int WINDOW_BYTES = 4 << 20;

    private static final long REST_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final int WINDOW_CHUNKS = WINDOW_BYTES / HttpConnections.RECEIVE_BUFFER;

    private final Request request;
    private final long silenceNanos;
    private final Executor executor;
    private final Runnable whenReceived;
    private final Runnable whenArrived = this::receive;
    private final Runnable whenReadable = Invocable.from(Invocable.InvocationType.NON_BLOCKING, this::readable);
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ArrayDeque<Content.Chunk> chunks = new ArrayDeque<>();
    private Content.@Nullable Source source;
    private @Nullable Response head;
    private @Nullable HttpFailure failure;
    private Content.@Nullable Chunk current;
    private long received;
    private long lastSign = System.nanoTime();
    private boolean begun;

    /** Whether somebody waits for the bytes, or has. */
    private boolean attended;

    /** Whether nobody is reading from the source, nor has asked to be called when he can. */
    private boolean free;

    private boolean ended;
    private boolean sent;
    private boolean released;
    private boolean skipping;
    private boolean closed;

    HttpResponse(Request request, long silenceNanos, Executor executor, Runnable whenReceived) {
        this.request = request;
        this.silenceNanos = silenceNanos;
        this.executor = executor;
        this.whenReceived = whenReceived;
    }

    void send() {
        request.onRequestBegin(unused -> note(() -> begun = true));
        request.onRequestContent((unused, content) -> note(() -> {}));
        request.onRequestSuccess(unused -> note(() -> sent = true));
        request.onRequestFailure((unused, cause) -> note(() -> sent = true));
        request.onResponseContentSource(this::arrives);
        request.send(this::completes);
    }

    /**
     * Waits for the status and the headers.
     *
     * @throws HttpFailure where none came
     */
    public void awaitHead() throws HttpFailure {
        lock.lock();
        try {
            await(() -> head != null);
        } finally {
            lock.unlock();
        }
    }

    /** Waits until the request's body is not read any more, by sending it all or by giving up on it. */
    public void awaitSent() {
        lock.lock();
        try {
            while (!sent) {
                changed.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }

    /** The status; after {@link #awaitHead()}. */
    public int status() {
        return head().getStatus();
    }

    /** The header's only or first value; null where it is absent. */
    public @Nullable String header(String name) {
        return head().getHeaders().get(name);
    }

    /** All values of a header, one for each line. */
    public List<String> headers(String name) {
        return head().getHeaders().getValuesList(name);
    }

    /** Waits a moment for the end of an answer whose rest is of no interest, so that closing keeps the connection. */
    public void skipRest() {
        long deadline = System.nanoTime() + REST_NANOS;
        boolean takeOver;
        lock.lock();
        try {
            skipping = true;
            takeOver = free;
            free = false;
            releaseChunks();
        } finally {
            lock.unlock();
        }
        if (takeOver) {
            receive();
        }
        lock.lock();
        try {
            long left = deadline - System.nanoTime();
            while (!ended && failure == null && left > 0) {
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        Content.Chunk chunk = current;
        if (chunk == null) {
            chunk = take();
            if (chunk == null) {
                return -1;
            }
            current = chunk;
        }
        ByteBuffer bytes = chunk.getByteBuffer();
        int length = Math.min(bytes.remaining(), target.remaining());
        target.put(target.position(), bytes, bytes.position(), length);
        target.position(target.position() + length);
        bytes.position(bytes.position() + length);
        if (!bytes.hasRemaining()) {
            current = null;
            chunk.release();
        }
        return length;
    }

    /** Makes whoever waits for this answer fail, at once; from any thread. */
    public void abort() {
        var unused = request.abort(new CancellationException("the answer was given up"));
    }

    /** Gives up what was not read. */
    @Override
    public void close() {
        boolean abort;
        lock.lock();
        try {
            closed = true;
            abort = !ended && failure == null;
            releaseChunks();
        } finally {
            lock.unlock();
        }
        if (current != null) {
            current.release();
            current = null;
        }
        if (abort) {
            var unused = request.abort(new CancellationException("the answer was not read to its end"));
        }
        awaitSent();
    }

    /** Who reads is on this thread: it takes from the connection itself what has not been taken ahead of it. */
    private Content.@Nullable Chunk take() throws HttpFailure {
        while (true) {
            lock.lock();
            try {
                attended = true;
                await(() -> free || ended || !chunks.isEmpty());
                Content.Chunk chunk = chunks.poll();
                if (chunk != null || ended) {
                    return chunk;
                }
                free = false;
            } finally {
                lock.unlock();
            }
            receiveHere();
        }
    }

    /** Takes one chunk, or asks to be told when there is one. */
    private void receiveHere() {
        Content.Source content = Objects.requireNonNull(source);
        Content.Chunk chunk = content.read();
        if (chunk == null) {
            content.demand(whenReadable);
        } else if (!Content.Chunk.isFailure(chunk)) {
            accept(chunk);
            note(() -> free = true);
        }
    }

    private interface State {
        boolean holds();
    }

    /** The silence before somebody waits may be of his own making: the sender was held back. */
    private void await(State state) throws HttpFailure {
        long since = System.nanoTime();
        while (!state.holds()) {
            if (failure != null) {
                throw failure;
            }
            try {
                if (silenceNanos == 0) {
                    changed.await();
                } else {
                    long left = Math.max(lastSign - since, 0) + since + silenceNanos - System.nanoTime();
                    if (left <= 0) {
                        throw silent();
                    }
                    changed.awaitNanos(left);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw VgiException.of(Code.CANCELLED, "interrupted while waiting for an answer", e);
            }
        }
    }

    private HttpFailure silent() {
        String time = Durations.text(Duration.ofNanos(silenceNanos));
        return begun
                ? new HttpFailure(Stage.SILENT, "nothing came for " + time, null)
                : new HttpFailure(Stage.CROWDED, "no connection was free for " + time, null);
    }

    private Response head() {
        return Objects.requireNonNull(head, "awaitHead comes first");
    }

    private void readable() {
        note(() -> {
            if (skipping) {
                executor.execute(whenArrived);
            } else {
                free = true;
            }
        });
    }

    private void arrives(Response response, Content.Source content) {
        note(() -> {
            head = response;
            source = content;
        });
        receive();
    }

    /** Takes what has arrived, until there is no more, the window is full, or the reader takes over. */
    private void receive() {
        Content.Source content = Objects.requireNonNull(source);
        while (goesAhead()) {
            Content.Chunk chunk = content.read();
            if (chunk == null) {
                content.demand(whenArrived);
                return;
            }
            if (Content.Chunk.isFailure(chunk)) {
                return;
            }
            accept(chunk);
        }
    }

    private boolean goesAhead() {
        lock.lock();
        try {
            free = !ended && !skipping && (attended || chunks.size() >= WINDOW_CHUNKS);
            changed.signalAll();
            return !ended && !free;
        } finally {
            lock.unlock();
        }
    }

    private void accept(Content.Chunk chunk) {
        lock.lock();
        try {
            lastSign = System.nanoTime();
            received += chunk.remaining();
            if (closed || skipping || !chunk.hasRemaining()) {
                chunk.release();
            } else {
                chunks.add(chunk);
            }
            ended |= chunk.isLast();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void completes(Result result) {
        note(() -> {
            sent = true;
            if (result.isFailed() && !ended && failure == null) {
                failure = failure(result);
            }
            if (!released) {
                released = true;
                whenReceived.run();
            }
        });
    }

    private HttpFailure failure(Result result) {
        Throwable cause = Objects.requireNonNull(result.getFailure());
        String said =
                Objects.requireNonNullElse(cause.getMessage(), cause.getClass().getSimpleName());
        if (head != null) {
            return new HttpFailure(Stage.BROKEN_OFF, "the answer broke off after " + received + " bytes", cause);
        }
        if (!begun) {
            return new HttpFailure(Stage.UNCONNECTED, said, cause);
        }
        if (cause instanceof HttpResponseException && endsInHead(cause)) {
            return new HttpFailure(Stage.UNANSWERED, "the connection was closed in the head of the answer", cause);
        }
        if (cause instanceof HttpResponseException) {
            return new HttpFailure(Stage.MALFORMED, said, cause);
        }
        if (cause instanceof SSLException) {
            return new HttpFailure(Stage.UNTRUSTED, said, cause);
        }
        // Jetty's own EofException says that a write was refused; java.io.EOFException that the peer closed.
        return result.getRequestFailure() instanceof EofException
                ? new HttpFailure(Stage.UNSENT, "the connection was closed", cause)
                : new HttpFailure(Stage.UNANSWERED, "the connection was closed", cause);
    }

    /**
     * Jetty's parser gives this reason, and no type of its own, where a connection ends inside a status line or header.
     */
    private static boolean endsInHead(Throwable cause) {
        return cause.getCause() instanceof HttpException violation && "Early EOF".equals(violation.getReason());
    }

    private void releaseChunks() {
        chunks.forEach(Content.Chunk::release);
        chunks.clear();
    }

    private void note(Runnable change) {
        lock.lock();
        try {
            lastSign = System.nanoTime();
            change.run();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
