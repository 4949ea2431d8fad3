package dev.vgi.http;

import dev.vgi.net.ContentCoding;
import dev.vgi.net.HttpAnswer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a worker says of itself on {@code {prefix}/health} (specification, section 10).
 *
 * @param responseLimits whether it heeds a limit on its answers
 * @param codings what it can encode and decode
 * @param maxRequestBytes the longest request body that it takes; {@link Long#MAX_VALUE} where it says nothing
 * @param maxUploadBytes the longest that it takes by way of a store; 0 where there is none
 */
record Capabilities(boolean responseLimits, List<ContentCoding> codings, long maxRequestBytes, long maxUploadBytes) {
    /** Nothing is known, as of a worker that has no such path. */
    static final Capabilities NONE = new Capabilities(false, List.of(ContentCoding.ZSTD), Long.MAX_VALUE, 0);

    static Capabilities of(HttpAnswer answer) {
        if (answer.status() / 100 != 2) {
            return NONE;
        }
        String codings = answer.header(HttpHeaders.SUPPORTED_ENCODINGS);
        return new Capabilities(
                List.of("true").equals(answer.headers(HttpHeaders.ACCEPT_MAX_RESPONSE_BYTES_SUPPORT)),
                codings == null ? NONE.codings : ContentCoding.offered(codings),
                number(answer.header(HttpHeaders.MAX_REQUEST_BYTES)),
                "true".equals(answer.header(HttpHeaders.UPLOAD_URL_SUPPORT))
                        ? number(answer.header(HttpHeaders.MAX_UPLOAD_BYTES))
                        : 0);
    }

    Capabilities withoutCodings() {
        return new Capabilities(responseLimits, List.of(), maxRequestBytes, maxUploadBytes);
    }

    private static long number(@Nullable String value) {
        return value != null && value.matches("\\d{1,18}") ? Long.parseLong(value) : Long.MAX_VALUE;
    }
}
