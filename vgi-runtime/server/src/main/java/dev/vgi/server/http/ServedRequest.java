package dev.vgi.server.http;

import dev.vgi.protocol.RequestScope;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.OptionalLong;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request, from its head to its answer. A thread works on it only while there is something to do: not while its
 * client is slow to send the start of the body, nor for the rest of a body that nobody wants. Used by one thread at a
 * time.
 */
final class ServedRequest {
    private static final Logger LOG = LoggerFactory.getLogger(ServedRequest.class);

    /** What of an unwanted body is taken on the spot, so that the connection can go on. */
    private static final long DROPPED_AT_ONCE = 64 << 10;

    /** What is taken of it afterwards, for its client to get to the answer before the connection is closed. */
    private static final long DROPPED = 16 << 20;

    private static final long DROPPED_WITHIN_SECONDS = 5;

    private final Request request;
    private final Response response;
    private final Callback callback;
    private final ServerRequest incoming;
    private final IncomingBody body;
    private final RequestScope scope;
    private final ResponseSender sender;
    private final WorkerThreads threads;
    private final Peers.@Nullable Peer peer;
    private final AtomicBoolean finished = new AtomicBoolean();

    ServedRequest(
            Request request,
            Response response,
            Callback callback,
            ServerRequest incoming,
            IncomingBody body,
            ResponseSender sender,
            WorkerThreads threads,
            Peers.@Nullable Peer peer) {
        this.request = request;
        this.response = response;
        this.callback = callback;
        this.incoming = incoming;
        this.body = body;
        this.scope = incoming.scope();
        this.sender = sender;
        this.threads = threads;
        this.peer = peer;
    }

    /** Answers on a thread that must not wait. */
    void answerSoon(ServerResponse reply) {
        boolean whole = body.dropArrived(DROPPED_AT_ONCE);
        ServerResponse sent = whole ? reply : reply.with("Connection", "close");
        ResponseSender.sendSoon(sent, response, Callback.from(() -> conclude(whole), failure -> {
            LOG.debug("request {} was not answered", incoming.requestId(), failure);
            finish(failure);
        }));
    }

    /** Has the request worked on as threads are free. */
    void work(RpcHandler handler) {
        later(() -> {
            Admission admission = guarded(() -> handler.admitted(incoming), Admission::answered);
            if (admission.readsBody()) {
                if (body.isReady()) {
                    read(admission);
                } else {
                    body.whenReady(() -> later(() -> read(admission)));
                }
            } else {
                answer(admission);
            }
        });
    }

    /** Answers once the body is there, or there is a place for a thread that waits for more of it. */
    private void read(Admission admission) {
        if (body.hasEnded() || threads.startReading(() -> readInPlace(admission))) {
            if (body.hasEnded()) {
                answer(admission);
            } else {
                readInPlace(admission);
            }
        }
    }

    private void readInPlace(Admission admission) {
        body.whenEnded(threads.place());
        answer(admission);
    }

    private void answer(Admission admission) {
        boolean whole = false;
        try (ServerResponse reply = guarded(admission.answer(), refusal -> refusal)) {
            whole = body.dropArrived(DROPPED_AT_ONCE);
            body.close();
            ServerResponse sent = whole ? reply : reply.with("Connection", "close");
            scope.sent(reply.status(), body.bytes(), OptionalLong.empty());
            long length = sender.send(sent, incoming.headers(), response);
            scope.sent(reply.status(), body.bytes(), OptionalLong.of(length));
        } catch (IOException | UncheckedIOException e) {
            LOG.debug("request {} was not answered", incoming.requestId(), e);
            finish(e);
            return;
        } catch (RuntimeException | Error e) {
            finish(e);
            throw e;
        }
        conclude(whole);
    }

    /** What the handler says, or the answer to what it throws. */
    private <T> T guarded(Supplier<T> step, Function<ServerResponse, T> failed) {
        try {
            return step.get();
        } catch (UncheckedIOException e) {
            if (e.getCause() instanceof RequestAbortedException broken) {
                LOG.debug("request {} was not read", incoming.requestId(), broken);
                return failed.apply(broken.reply());
            }
            throw e;
        } catch (RuntimeException | Error e) {
            LOG.error("request {} failed", incoming.requestId(), e);
            return failed.apply(PlainResponses.problem(500, "500 Internal Server Error", "see the worker's log"));
        }
    }

    /** After the answer: where a client still sends, it gets a moment to read first. */
    private void conclude(boolean whole) {
        scope.close();
        if (whole || body.hasEnded() || incoming.header("expect").equalsIgnoreCase("100-continue")) {
            finish(null);
            return;
        }
        Scheduler scheduler = request.getComponents().getScheduler();
        scheduler.schedule(() -> finish(null), DROPPED_WITHIN_SECONDS, TimeUnit.SECONDS);
        body.dropRest(DROPPED, () -> finish(null));
    }

    private void finish(@Nullable Throwable failure) {
        if (!finished.compareAndSet(false, true)) {
            return;
        }
        body.close();
        scope.close();
        if (peer != null) {
            peer.end();
        }
        if (failure == null) {
            callback.succeeded();
        } else {
            callback.failed(failure);
        }
    }

    private void later(Runnable task) {
        try {
            threads.execute(() -> {
                try {
                    task.run();
                } catch (Throwable e) {
                    finish(e);
                    throw e;
                }
            });
        } catch (RejectedExecutionException e) {
            finish(e);
        }
    }
}
