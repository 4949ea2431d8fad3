package dev.vgi.external;

import dev.vgi.Code;
import dev.vgi.ErrorKind;
import dev.vgi.VgiException;
import dev.vgi.arrow.ByteSource;
import dev.vgi.net.ContentCoding;
import dev.vgi.net.FetchUrl;
import dev.vgi.net.HttpFailure;
import dev.vgi.net.HttpResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The answer to one GET of an object. Used by one thread; closing it early costs the connection. */
final class ObjectResponse implements ByteSource, AutoCloseable {
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
    private static final int LARGEST_ERROR = 16 << 10;

    /** How long the text of an error is worth waiting for. */
    private static final long ERROR_NANOS = TimeUnit.SECONDS.toNanos(3);

    private final ObjectRequests requests;
    private final FetchUrl url;
    private final HttpResponse http;
    private long received;

    ObjectResponse(ObjectRequests requests, FetchUrl url, HttpResponse http) {
        this.requests = requests;
        this.url = url;
        this.http = http;
    }

    /** Where it came from, behind all redirects. */
    FetchUrl url() {
        return url;
    }

    int status() {
        return http.status();
    }

    boolean isRedirect() {
        return REDIRECTS.contains(http.status()) && http.header("Location") != null;
    }

    FetchUrl redirected() {
        String location = http.header("Location");
        return url.redirected(location == null ? "" : location.strip());
    }

    /** What the object, or its range, is coded with. */
    ContentCoding coding() {
        var named = new LinkedHashSet<ContentCoding>();
        String all = String.join(",", http.headers("Content-Encoding"));
        for (String value : all.split(",", -1)) {
            String token = value.split(";", 2)[0].strip();
            // How the upload was framed: a store that keeps the word with the object has not kept the frames.
            if (!token.isEmpty() && !token.equalsIgnoreCase("aws-chunked")) {
                named.add(ContentCoding.of(token).orElseThrow(() -> uncodable(all)));
            }
        }
        named.remove(ContentCoding.IDENTITY);
        if (named.size() > 1) {
            throw uncodable(all);
        }
        return named.stream().findFirst().orElse(ContentCoding.IDENTITY);
    }

    private VgiException uncodable(String value) {
        return VgiException.of(
                Code.FAILED_PRECONDITION,
                "an externalized batch at " + url + " has the coding '" + value + "', expected zstd or gzip");
    }

    /** The length that the headers tell; -1 where they do not. */
    long contentLength() {
        String value = http.header("Content-Length");
        return value != null && value.matches("\\d{1,18}") ? Long.parseLong(value) : -1;
    }

    /**
     * The part of the object that came, which may be more than was asked for.
     *
     * @throws VgiException DATA_LOSS where it lacks some of the bytes from {@code first} to {@code last}, both included
     */
    ContentRange range(long first, long last) {
        String value = http.header("Content-Range");
        return ContentRange.parse(value)
                .filter(range -> range.covers(first, last))
                .orElseThrow(() -> VgiException.dataLoss("the store answered with the range '" + value + "' of " + url
                        + ", expected 'bytes " + first + "-" + last + "/length'"));
    }

    /** The error that a status other than a success stands for. */
    VgiException refusal() {
        int status = http.status();
        StoreError error = StoreError.read(body());
        String what = "an externalized batch at " + url;
        return switch (error.meaning().orElse(byStatus(status))) {
            case PERMISSION_DENIED ->
                VgiException.builder(
                                Code.PERMISSION_DENIED,
                                what + " is refused (" + status + "): its URL " + fault()
                                        + ". Batches must be read while their URLs are valid" + error)
                        .kind(ErrorKind.EXTERNAL_URL_EXPIRED)
                        .build();
            case NOT_FOUND ->
                VgiException.of(
                        Code.NOT_FOUND,
                        what + " is gone (" + status + "): it was deleted before it was read. Does the bucket's"
                                + " lifecycle rule leave time to read?" + error);
            case UNAVAILABLE ->
                VgiException.of(Code.UNAVAILABLE, what + " cannot be fetched now (" + status + ")" + error);
            default -> VgiException.of(Code.FAILED_PRECONDITION, what + " cannot be fetched (" + status + ")" + error);
        };
    }

    private static Code byStatus(int status) {
        return switch (status) {
            case 400, 401, 403 -> Code.PERMISSION_DENIED;
            case 404, 410 -> Code.NOT_FOUND;
            case 413 -> Code.RESOURCE_EXHAUSTED;
            case 408, 429, 500, 502, 503, 504 -> Code.UNAVAILABLE;
            default -> Code.FAILED_PRECONDITION;
        };
    }

    /** The error that a status other than a success stands for where something was uploaded. */
    VgiException uploadRefusal() {
        int status = http.status();
        StoreError error = StoreError.read(body());
        String what = "a request could not be uploaded to " + url + " (" + status + ")";
        Code code = error.meaning().orElse(status == 400 ? Code.INVALID_ARGUMENT : byStatus(status));
        String why =
                switch (code) {
                    case INVALID_ARGUMENT -> ": the store does not take it";
                    case PERMISSION_DENIED -> ": its URL " + fault();
                    case NOT_FOUND -> ": the worker's store is not there";
                    case RESOURCE_EXHAUSTED ->
                        ": it is larger than the store takes, whatever the worker's maxUploadBytes (StoreConfig) says."
                                + " Send smaller batches";
                    default -> "";
                };
        return VgiException.of(code, what + why + error);
    }

    /** The start of the body, as far as it comes in time: a store's error document is short. */
    private String body() {
        ByteBuffer bytes = ByteBuffer.allocate(LARGEST_ERROR);
        long left = Math.min(ERROR_NANOS, requests.deadline().nanos() - System.nanoTime());
        var patience = new CompletableFuture<@Nullable Void>().orTimeout(Math.max(left, 1), TimeUnit.NANOSECONDS);
        var unused = patience.whenComplete((nothing, late) -> {
            if (late != null) {
                http.abort();
            }
        });
        try {
            int length = 0;
            while (bytes.hasRemaining() && length >= 0) {
                length = http.read(bytes);
            }
        } catch (IOException e) {
            // What was read says more than why there is no more of it.
        } finally {
            patience.complete(null);
        }
        return new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
    }

    /** What is most likely wrong with a URL that the store refuses. */
    private String fault() {
        return SignedUrl.expiry(url)
                .map(expiry -> expiry.isPast()
                        ? "expired at " + expiry.at()
                        : "is not accepted, though valid until " + expiry.at()
                                + ": was it altered, or are the clocks apart")
                .orElse("has expired, or gives no access");
    }

    @Override
    public int read(ByteBuffer target) {
        try {
            int length = http.read(target);
            if (length > 0) {
                received += length;
                var unused = requests.deadline().left();
            }
            return length;
        } catch (HttpFailure e) {
            throw requests.failure(url, e);
        } catch (IOException e) {
            throw VgiException.unavailable(
                    "an externalized batch at " + url + " cannot be read: " + e.getMessage(), null);
        }
    }

    /** The bytes that were read. */
    long received() {
        return received;
    }

    /** See {@link HttpResponse#skipRest()}. */
    void skipRest() {
        http.skipRest();
    }

    /** Makes whoever reads fail; from any thread. */
    void abort() {
        http.abort();
    }

    @Override
    public void close() {
        requests.closed(http);
        http.close();
    }
}
