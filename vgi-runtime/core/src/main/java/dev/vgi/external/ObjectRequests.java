package dev.vgi.external;

import dev.vgi.Code;
import dev.vgi.VgiException;
import dev.vgi.net.FetchUrl;
import dev.vgi.net.HttpConnections;
import dev.vgi.net.HttpFailure;
import dev.vgi.net.HttpRequest;
import dev.vgi.net.HttpResponse;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The GETs of one fetch, or the PUT of an upload. Thread-safe. */
final class ObjectRequests {
    private final HttpConnections connections;
    private final FetchConfig config;
    private final Deadline deadline;
    private final Set<HttpResponse> open = new HashSet<>();
    private boolean aborted;

    ObjectRequests(HttpConnections connections, FetchConfig config, Deadline deadline) {
        this.connections = connections;
        this.config = config;
        this.deadline = deadline;
    }

    Deadline deadline() {
        return deadline;
    }

    /**
     * Sends a GET, follows redirects, and waits for the start of the answer, whatever its status, for the caller to
     * close.
     *
     * @param range the header's value, or null for the whole
     * @throws VgiException PERMISSION_DENIED for a URL, a redirect's included, that the policy does not allow;
     *     UNAVAILABLE where nothing answers
     */
    ObjectResponse get(FetchUrl url, @Nullable String range) {
        return get(url, range, sent -> {});
    }

    /**
     * As {@link #get(FetchUrl, String)}.
     *
     * @param sent is told of each request that is sent, before its answer is waited for
     */
    ObjectResponse get(FetchUrl url, @Nullable String range, Consumer<ObjectResponse> sent) {
        FetchUrl at = url;
        for (int redirects = 0; ; redirects++) {
            config.policy().check(at);
            ObjectResponse answer = send(at, range, sent);
            if (!answer.isRedirect()) {
                return answer;
            }
            try (answer) {
                if (redirects == config.maxRedirects) {
                    throw VgiException.of(
                            Code.FAILED_PRECONDITION,
                            "an externalized batch at " + url + " is behind more than " + config.maxRedirects
                                    + " redirects, the redirect limit (maxRedirects)");
                }
                at = answer.redirected();
                answer.skipRest();
            }
        }
    }

    /** Sends a PUT and waits for the start of the answer, whatever its status, for the caller to close. */
    ObjectResponse put(FetchUrl url, String contentType, List<ByteBuffer> body) {
        config.policy().check(url);
        List<ByteBuffer> pieces = body.stream().map(ByteBuffer::duplicate).toList();
        return answered(
                url,
                new HttpRequest(
                        "PUT",
                        url.origin(),
                        url.target(),
                        Map.of("Content-Type", contentType),
                        pieces,
                        deadline.left()),
                sent -> {});
    }

    private ObjectResponse send(FetchUrl url, @Nullable String range, Consumer<ObjectResponse> sent) {
        var headers = new LinkedHashMap<String, String>();
        headers.put("Accept-Encoding", "zstd, gzip");
        if (range != null) {
            headers.put("Range", range);
        }
        return answered(
                url, new HttpRequest("GET", url.origin(), url.target(), headers, List.of(), deadline.left()), sent);
    }

    private ObjectResponse answered(FetchUrl url, HttpRequest request, Consumer<ObjectResponse> sent) {
        HttpResponse http = register(request);
        var answer = new ObjectResponse(this, url, http);
        try {
            sent.accept(answer);
            http.awaitHead();
            return answer;
        } catch (HttpFailure e) {
            answer.close();
            throw failure(request.method().equals("PUT") ? "a request cannot be uploaded to " + url : fetching(url), e);
        } catch (Throwable e) {
            answer.close();
            throw e;
        }
    }

    private synchronized HttpResponse register(HttpRequest request) {
        if (aborted) {
            throw VgiException.of(Code.CANCELLED, "the fetch of an externalized batch was given up");
        }
        HttpResponse answer = connections.send(request);
        open.add(answer);
        return answer;
    }

    synchronized void closed(HttpResponse answer) {
        open.remove(answer);
    }

    /** Makes all requests fail, those to come as well. */
    synchronized void abort() {
        aborted = true;
        open.forEach(HttpResponse::abort);
    }

    /** What a connection means that broke while an answer was read. */
    VgiException failure(FetchUrl url, HttpFailure e) {
        return failure(fetching(url), e);
    }

    private static String fetching(FetchUrl url) {
        return "an externalized batch at " + url + " cannot be fetched";
    }

    /** What a broken connection means; what the policy said comes through as it is. */
    private VgiException failure(String what, HttpFailure e) {
        if (e.getCause() instanceof VgiException refused) {
            return refused;
        }
        if (e.stage() == HttpFailure.Stage.SILENT || e.stage() == HttpFailure.Stage.CROWDED) {
            return deadline.exceeded();
        }
        Code code =
                switch (e.stage()) {
                    case UNTRUSTED, MALFORMED -> Code.FAILED_PRECONDITION;
                    default -> Code.UNAVAILABLE;
                };
        return VgiException.of(
                code,
                what + " (" + e.stage() + "): " + e.getMessage(),
                // The cause may hold the URL with its query.
                null);
    }
}
