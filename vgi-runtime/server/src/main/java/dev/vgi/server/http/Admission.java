package dev.vgi.server.http;

import java.util.function.Supplier;

/**
 * What became of a request by its head alone.
 *
 * @param readsBody whether the answer depends on the body; otherwise nobody need wait for it
 * @param answer makes the answer, once
 */
record Admission(boolean readsBody, Supplier<ServerResponse> answer) {
    static Admission answered(ServerResponse reply) {
        return new Admission(false, () -> reply);
    }

    static Admission readingBody(Supplier<ServerResponse> answer) {
        return new Admission(true, answer);
    }
}
