package dev.vgi.external;

import dev.vgi.Code;
import dev.vgi.VgiException;
import dev.vgi.arrow.ByteSource;
import dev.vgi.net.ContentCoding;
import dev.vgi.net.FetchUrl;
import dev.vgi.net.HttpAnswer;
import dev.vgi.net.HttpFailure;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The answer to one GET of an object. Used by one thread; closing it early costs the connection. */
final class ObjectAnswer implements ByteSource, AutoCloseable {
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
    private static final Pattern CONTENT_RANGE =
            Pattern.compile("\\s*bytes\\s+(\\d{1,18})-(\\d{1,18})/(\\d{1,18})\\s*");

    private final ObjectRequests requests;
    private final FetchUrl url;
    private final HttpAnswer http;
    private long received;

    ObjectAnswer(ObjectRequests requests, FetchUrl url, HttpAnswer http) {
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
        String value = http.header("Content-Encoding");
        if (value == null || value.isBlank()) {
            return ContentCoding.IDENTITY;
        }
        String token = value.split(";", 2)[0];
        return ContentCoding.of(token)
                .orElseThrow(() -> VgiException.of(
                        Code.FAILED_PRECONDITION,
                        "an externalized batch at " + url + " has the coding '" + value + "', expected zstd or gzip"));
    }

    /** The length that the headers tell; -1 where they do not. */
    long contentLength() {
        String value = http.header("Content-Length");
        return value != null && value.matches("\\d{1,18}") ? Long.parseLong(value) : -1;
    }

    /** The length of the whole object, by an answer to the range from {@code first} to {@code last}, both included. */
    long rangeOf(long first, long last) {
        String value = http.header("Content-Range");
        Matcher range = CONTENT_RANGE.matcher(value == null ? "" : value);
        if (!range.matches()
                || Long.parseLong(range.group(1)) != first
                || Long.parseLong(range.group(2)) != last
                || Long.parseLong(range.group(3)) <= last) {
            throw VgiException.dataLoss("the store answered with the range '" + value + "' of " + url
                    + ", expected 'bytes " + first + "-" + last + "/length'");
        }
        return Long.parseLong(range.group(3));
    }

    /** The error that a status other than a success stands for. */
    VgiException refusal() {
        int status = http.status();
        String what = "an externalized batch at " + url;
        return switch (status) {
            case 400, 401, 403 ->
                VgiException.builder(
                                Code.PERMISSION_DENIED,
                                what + " is refused (" + status + "): its URL " + fault()
                                        + ". Batches must be read while their URLs are valid")
                        .kind(Resolver.URL_EXPIRED)
                        .build();
            case 404, 410 ->
                VgiException.of(
                        Code.NOT_FOUND,
                        what + " is gone (" + status + "): it was deleted before it was read. Does the bucket's"
                                + " lifecycle rule leave time to read?");
            case 408, 429, 500, 502, 503, 504 ->
                VgiException.of(Code.UNAVAILABLE, what + " cannot be fetched now (" + status + ")");
            default -> VgiException.of(Code.FAILED_PRECONDITION, what + " cannot be fetched (" + status + ")");
        };
    }

    /** The error that a status other than a success stands for where something was uploaded. */
    VgiException uploadRefusal() {
        int status = http.status();
        String what = "a request could not be uploaded to " + url + " (" + status + ")";
        return switch (status) {
            case 400 -> VgiException.invalidArgument(what + ": the store does not take it");
            case 401, 403 -> VgiException.of(Code.PERMISSION_DENIED, what + ": its URL " + fault());
            case 404, 410 -> VgiException.of(Code.NOT_FOUND, what + ": the worker's store is not there");
            case 413 ->
                VgiException.resourceExhausted(what + ": it is larger than the store takes, whatever the worker's"
                        + " maxUploadBytes (StoreConfig) says. Send smaller batches");
            case 408, 429, 500, 502, 503, 504 -> VgiException.of(Code.UNAVAILABLE, what);
            default -> VgiException.of(Code.FAILED_PRECONDITION, what);
        };
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
        } catch (java.io.IOException e) {
            throw VgiException.unavailable(
                    "an externalized batch at " + url + " cannot be read: " + e.getMessage(), null);
        }
    }

    /** The bytes that were read. */
    long received() {
        return received;
    }

    /** See {@link HttpAnswer#skipRest()}. */
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
