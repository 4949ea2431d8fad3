package dev.vgi.server;

import dev.vgi.protocol.Caller;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The span that a call belongs to, as W3C Trace Context tells it in {@code traceparent}: in the request's metadata, or
 * else in an HTTP header.
 *
 * @param traceId 32 lower-case hex digits
 * @param spanId 16 lower-case hex digits: the caller's span
 */
record TraceContext(String traceId, String spanId) {
    private static final String KEY = "traceparent";

    /** Later versions may add parts to the end, version ff is none, and ids of zeros are none either. */
    private static final Pattern FORM =
            Pattern.compile("(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-[0-9a-f]{2}(?:-.*)?");

    /** That of a call; empty where the caller sends none, or what is none. */
    static Optional<TraceContext> of(Caller caller) {
        String text = caller.metadata()
                .getOrDefault(KEY, caller.headers().getOrDefault(KEY, ""))
                .strip();
        Matcher parts = FORM.matcher(text);
        boolean known = parts.matches() && !(text.startsWith("00-") && text.length() > 55);
        return known ? Optional.of(new TraceContext(parts.group(1), parts.group(2))) : Optional.empty();
    }
}
