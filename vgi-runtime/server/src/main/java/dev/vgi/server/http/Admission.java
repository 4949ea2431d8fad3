package dev.vgi.server.http;

import java.util.function.Supplier;

/**
 * What became of a request by its head alone.
 *
 * @param readsBody whether the answer depends on the body; otherwise nobody need wait for it
 * @param answer makes the answer, once
 */
record Admission(boolean readsBody, Supplier<HttpReply> answer) {
    static Admission answered(HttpReply reply) {
        return new Admission(false, () -> reply);
    }

    static Admission readingBody(Supplier<HttpReply> answer) {
        return new Admission(true, answer);
    }
}
