package dev.vgi.client.http;

import dev.vgi.net.HttpFailure;
import dev.vgi.net.HttpResponse;
import java.net.ConnectException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Sends one request of a call and waits for its response. The request is sent again where the worker never saw it or
 * where the call may be repeated, at most {@link HttpCall#ATTEMPTS} times. Used by one thread at a time.
 */
final class RetryingPost implements AutoCloseable {
    private final HttpCall call;
    private String path;
    private final RequestBody body;
    private HttpResponse http;
    private int attempt = 1;

    private RetryingPost(HttpCall call, String path, RequestBody body, @Nullable Semaphore permit) {
        this.call = call;
        this.path = call.transport().isKnownOlder() ? call.withoutProtocol(path) : path;
        this.body = body;
        this.http = call.transport().send(call, this.path, body, permit == null ? () -> {} : permit::release);
    }

    static RetryingPost send(HttpCall call, String path, RequestBody body) {
        return new RetryingPost(call, path, body, null);
    }

    /** Sends ahead of need; returns null where no connection can be spared for a response that is not read yet. */
    static @Nullable RetryingPost sendAhead(HttpCall call, String path, RequestBody body) {
        Semaphore permit = call.transport().unreadAnswers();
        if (!permit.tryAcquire()) {
            return null;
        }
        try {
            return new RetryingPost(call, path, body, permit);
        } catch (Throwable e) {
            permit.release();
            throw e;
        }
    }

    /**
     * Waits for a response with an RPC body.
     *
     * @throws dev.vgi.VgiException where there is none
     */
    RpcResponse await() {
        while (true) {
            try {
                http.awaitHead();
                call.transport().learn(http);
                if (RpcResponse.isArrow(http)) {
                    return RpcResponse.of(call, http);
                }
                if (!(HttpStatusErrors.isPassing(http)
                                && call.mayRepeat()
                                && again(HttpStatusErrors.delay(
                                        http, call.options().silence())))
                        && !(http.status() == 415 && againUncoded())
                        && !(http.status() == 413 && againUploaded())
                        && !(http.status() == 404 && againWithoutProtocol())) {
                    throw call.transport().refusal(call, http);
                }
            } catch (HttpFailure e) {
                if (!call.mayResend(e) || !mayDoBetter(e) || !again(Duration.ZERO)) {
                    throw call.failure(e);
                }
            }
        }
    }

    /**
     * Decides whether trying again may help: a host name that is not known, or a connection that timed out, will not do
     * better in a moment.
     */
    static boolean mayDoBetter(HttpFailure failure) {
        return switch (failure.stage()) {
            case UNCONNECTED -> failure.getCause() instanceof ConnectException;
            case UNSENT, UNANSWERED, BROKEN_OFF -> true;
            case CROWDED, UNTRUSTED, MALFORMED, SILENT -> false;
        };
    }

    private boolean again(Duration delay) {
        if (attempt == HttpCall.ATTEMPTS) {
            return false;
        }
        http.close();
        call.backOff(attempt++, delay);
        http = call.transport().send(call, path, body, () -> {});
        return true;
    }

    /**
     * Tries again without a coding where that is possible: a worker that does not take the coding has not looked at the
     * body.
     */
    private boolean againUncoded() {
        if (!call.transport().stopCoding()) {
            return false;
        }
        http.close();
        http = call.transport().send(call, path, body, () -> {});
        return true;
    }

    /**
     * Tries again with an uploaded body where that is possible: a worker that finds the body too long has not looked at
     * it.
     */
    private boolean againUploaded() {
        if (body.isUploaded() || !call.transport().takesUploads(call, body)) {
            return false;
        }
        http.close();
        call.transport().upload(call, body);
        http = call.transport().send(call, path, body, () -> {});
        return true;
    }

    /**
     * Tries again at the path of the older generation where the worker is of that: it has no path that names a
     * protocol, so it has dispatched nothing.
     */
    private boolean againWithoutProtocol() {
        if (!call.isRouted(path) || !call.transport().isOlder(call)) {
            return false;
        }
        http.close();
        path = call.withoutProtocol(path);
        http = call.transport().send(call, path, body, () -> {});
        return true;
    }

    @Override
    public void close() {
        http.close();
    }
}
