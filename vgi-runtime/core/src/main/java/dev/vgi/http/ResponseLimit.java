package dev.vgi.http;

import dev.vgi.Code;
import dev.vgi.VgiException;
import java.util.regex.Pattern;

/** The limit that a client sets on the decoded bytes of an answer: one strict decimal, 65536 to 2^53 - 1. */
public final class ResponseLimit {
    public static final long SMALLEST = 65_536;
    public static final long LARGEST = (1L << 53) - 1;

    private static final Pattern GRAMMAR = Pattern.compile("[1-9][0-9]{0,15}");

    private ResponseLimit() {}

    /**
     * Reads the header's value.
     *
     * @throws VgiException where it is anything but such a number
     */
    public static long parse(String value) {
        if (!GRAMMAR.matcher(value).matches()) {
            throw VgiException.invalidArgument(
                    HttpHeaders.ACCEPT_MAX_RESPONSE_BYTES + " must be one canonical positive decimal integer");
        }
        long limit = Long.parseLong(value);
        if (limit < SMALLEST || limit > LARGEST) {
            throw VgiException.invalidArgument(HttpHeaders.ACCEPT_MAX_RESPONSE_BYTES + " is " + limit + ", expected "
                    + SMALLEST + " to " + LARGEST);
        }
        return limit;
    }

    /**
     * The error that takes the place of an answer over the limit.
     *
     * @param store whether large batches go to a store
     */
    public static VgiException exceeded(long actual, long limit, String method, boolean store) {
        return VgiException.builder(
                        Code.RESOURCE_EXHAUSTED,
                        "HTTP body exceeds max_response_bytes (" + actual + " > " + limit + ") for method '" + method
                                + "'. Answer with smaller batches, raise the limit of the server (maxResponseBytes) or of"
                                + " the client (maxResponseBytes)"
                                + (store ? "" : ", or give the server a store for large batches (external)"))
                .remote("ResponseTooLargeError", "")
                .build();
    }
}
