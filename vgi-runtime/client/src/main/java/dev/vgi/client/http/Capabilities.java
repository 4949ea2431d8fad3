package dev.vgi.client.http;

import dev.vgi.http.HttpHeaders;
import dev.vgi.net.ContentCoding;
import dev.vgi.net.HttpResponse;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Holds what a worker says of itself on {@code {prefix}/health} (specification, section 10). Byte counts that it does
 * not limit are {@link Long#MAX_VALUE}.
 *
 * @param responseLimits whether it heeds a limit on its answers
 * @param codings what it can encode and decode
 * @param maxRequestBytes the longest request body that it takes
 * @param maxResponseBytes the longest answer that it gives
 * @param externalizes whether it puts large batches into a store
 * @param maxExternalizedResponseBytes the most bytes of one answer that it puts there
 * @param uploadUrls whether it gives out URLs to upload requests to
 * @param maxUploadBytes the longest that it takes through a store, in bytes; 0 where there is none
 * @param sticky whether it has sticky sessions
 * @param stickySeconds how long one lives; negative where it does not say
 * @param stickyEchoHeaders the headers that it may ask callers to send back, for a proxy to find the session's worker
 */
public record Capabilities(
        boolean responseLimits,
        List<ContentCoding> codings,
        long maxRequestBytes,
        long maxResponseBytes,
        boolean externalizes,
        long maxExternalizedResponseBytes,
        boolean uploadUrls,
        long maxUploadBytes,
        boolean sticky,
        long stickySeconds,
        List<String> stickyEchoHeaders) {
    /** Nothing is known, as of a worker that has no such path. */
    static final Capabilities NONE = new Capabilities(
            false,
            List.of(ContentCoding.ZSTD),
            Long.MAX_VALUE,
            Long.MAX_VALUE,
            false,
            Long.MAX_VALUE,
            false,
            0,
            false,
            -1,
            List.of());

    /**
     * Returns whether an answer to the probe tells something of the worker: what it can do, or that it has no such
     * path. Anything else, such as a 502 of a proxy whose worker restarts, may be different a moment later.
     */
    static boolean areToldBy(HttpResponse answer) {
        return switch (answer.status()) {
            case 404, 405, 410, 501 -> true;
            default -> answer.status() / 100 == 2;
        };
    }

    static Capabilities of(HttpResponse answer) {
        if (answer.status() / 100 != 2) {
            return NONE;
        }
        String codings = answer.header(HttpHeaders.SUPPORTED_ENCODINGS);
        boolean uploads = isTrue(answer, HttpHeaders.UPLOAD_URL_SUPPORT);
        long lifetime = number(answer, HttpHeaders.STICKY_DEFAULT_TTL);
        return new Capabilities(
                List.of("true").equals(answer.headers(HttpHeaders.ACCEPT_MAX_RESPONSE_BYTES_SUPPORT)),
                codings == null ? NONE.codings : ContentCoding.offered(codings),
                number(answer, HttpHeaders.MAX_REQUEST_BYTES),
                number(answer, HttpHeaders.MAX_RESPONSE_BYTES),
                isTrue(answer, HttpHeaders.EXTERNALIZATION_ENABLED),
                number(answer, HttpHeaders.MAX_EXTERNALIZED_RESPONSE_BYTES),
                uploads,
                uploads ? number(answer, HttpHeaders.MAX_UPLOAD_BYTES) : 0,
                isTrue(answer, HttpHeaders.STICKY_ENABLED),
                lifetime == Long.MAX_VALUE ? -1 : lifetime,
                names(answer.header(HttpHeaders.STICKY_ECHO_HEADERS)));
    }

    Capabilities withoutCodings() {
        return new Capabilities(
                responseLimits,
                List.of(),
                maxRequestBytes,
                maxResponseBytes,
                externalizes,
                maxExternalizedResponseBytes,
                uploadUrls,
                maxUploadBytes,
                sticky,
                stickySeconds,
                stickyEchoHeaders);
    }

    private static boolean isTrue(HttpResponse answer, String name) {
        return "true".equals(answer.header(name));
    }

    private static long number(HttpResponse answer, String name) {
        String value = answer.header(name);
        return value != null && value.matches("\\d{1,18}") ? Long.parseLong(value) : Long.MAX_VALUE;
    }

    private static List<String> names(@Nullable String list) {
        return list == null
                ? List.of()
                : Arrays.stream(list.split(",", -1))
                        .map(String::strip)
                        .filter(name -> !name.isEmpty())
                        .toList();
    }
}
