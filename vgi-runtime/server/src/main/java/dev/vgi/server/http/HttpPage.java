package dev.vgi.server.http;

import java.util.Map;

/**
 * A page that a server has beside its methods, such as its metrics, at {@code {prefix}/{name}}. It comes after
 * authentication. Thread-safe.
 */
@FunctionalInterface
public interface HttpPage {
    /**
     * Answers a request, whose body is not looked at.
     *
     * @param method the HTTP method, such as {@code GET}
     * @param headers by lower-case name
     */
    Answer answer(String method, Map<String, String> headers);

    /**
     * What a page answers.
     *
     * @param status the HTTP status, 200 to 599
     * @param contentType of the text; empty where there is none
     * @param text the body
     */
    record Answer(int status, String contentType, String text) {
        /** An answer without a body. */
        public static Answer empty(int status) {
            return new Answer(status, "", "");
        }
    }
}
