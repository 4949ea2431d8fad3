package dev.vgi.client.http;

import dev.vgi.VgiException;
import dev.vgi.arrow.Batch;
import dev.vgi.arrow.MemoryScope;
import dev.vgi.external.ExternalFetchCounter;
import dev.vgi.net.HttpFailure;
import dev.vgi.net.HttpFailure.Stage;
import dev.vgi.protocol.CallOptions;
import dev.vgi.protocol.LogSink;
import dev.vgi.protocol.Request;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

/**
 * Holds what all requests of one call have in common.
 *
 * @param transport by what it is made
 * @param request what is called
 * @param requestId the correlation id of all its requests
 * @param scope the memory of its answers
 * @param tally counts what came through object storage
 */
record HttpCall(
        HttpTransport transport, Request request, String requestId, MemoryScope scope, ExternalFetchCounter tally)
        implements AutoCloseable {
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_.]*");

    /** How often a request is sent at most. */
    static final int ATTEMPTS = 3;

    static HttpCall of(HttpTransport transport, Request request) {
        if (!NAME.matcher(request.protocol()).matches()
                || !NAME.matcher(request.method()).matches()) {
            throw VgiException.invalidArgument("'" + request.protocol() + "/" + request.method()
                    + "' names no method, expected letters, digits, '_' and '.' on either side");
        }
        String name = "http " + request.protocol() + "/" + request.method();
        return new HttpCall(
                transport,
                request,
                "%016x".formatted(ThreadLocalRandom.current().nextLong()),
                transport.memory().scope(name, request.options().allocatorBytes()),
                new ExternalFetchCounter());
    }

    /** Returns the batch that a pointer stands for, and closes the pointer; returns any other batch as it is. */
    Batch resolve(Batch batch) {
        return transport.resolver().resolve(batch, scope, logs(), tally);
    }

    CallOptions options() {
        return request.options();
    }

    LogSink logs() {
        return options().logs();
    }

    /** Returns the path of this method's requests; {@code suffix} is empty, {@code /init} or {@code /exchange}. */
    String path(String suffix) {
        return transport.isKnownOlder() ? olderPath(suffix) : routed() + suffix;
    }

    /** Returns whether a path names the protocol. */
    boolean isRouted(String path) {
        return path.startsWith(routed());
    }

    /** Returns the same path without the protocol, as workers of the older generation have it. */
    String withoutProtocol(String path) {
        return isRouted(path) ? olderPath(path.substring(routed().length())) : path;
    }

    private String routed() {
        return transport.target().prefix() + "/" + request.protocol() + "/" + request.method();
    }

    private String olderPath(String suffix) {
        return transport.target().prefix() + "/" + request.method() + suffix;
    }

    /** Returns whether a request may run twice. */
    boolean mayRepeat() {
        return options().resend().allows(request.idempotency());
    }

    /**
     * Decides whether a request that failed like this may be sent again: the worker never saw it, or it may run twice.
     */
    boolean mayResend(HttpFailure failure) {
        return failure.stage() == Stage.UNCONNECTED
                || failure.stage() == Stage.UNSENT
                || (mayRepeat() && (failure.stage() == Stage.UNANSWERED || failure.stage() == Stage.BROKEN_OFF));
    }

    /** Waits before the given attempt, the second being 1: 50 ms, then 200 ms, and as long as the worker asks. */
    void backOff(int attempt, Duration asked) {
        try {
            Thread.sleep(Math.max(asked.toMillis(), 50L << (2 * (attempt - 1))));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw VgiException.of(dev.vgi.Code.CANCELLED, "interrupted while waiting to send a request again", e);
        }
    }

    /** Returns the same call with a silence limit of at most {@code silence}. */
    HttpCall within(Duration silence) {
        Duration asked = options().silence();
        boolean shorter = asked.isZero() || silence.compareTo(asked) < 0;
        CallOptions options = options().withSilence(shorter ? silence : asked);
        return new HttpCall(transport, request.withOptions(options), requestId, scope, tally);
    }

    /** Returns the error with the URL and the request id added. */
    VgiException located(VgiException error) {
        VgiException.Builder builder = error.toBuilder().url(transport.target().toString());
        return (error.requestId().isEmpty() ? builder.requestId(requestId) : builder).build();
    }

    VgiException failure(HttpFailure failure) {
        return located(ConnectionErrors.of(failure, transport, options().silence()));
    }

    @Override
    public void close() {
        scope.close();
    }
}
