package dev.vgi.tools.conformance;

import dev.vgi.http.HttpPage;
import dev.vgi.server.Server;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** Lets the suite drain the worker without stopping it. */
final class DrainPage implements HttpPage {
    static final String NAME = "__test_drain__";

    private final AtomicReference<Optional<Server>> server = new AtomicReference<>(Optional.empty());

    void of(Server value) {
        server.set(Optional.of(value));
    }

    @Override
    public Answer answer(String method, Map<String, String> headers) {
        Optional<Server> drained = server.get();
        switch (method) {
            case "POST" -> drained.ifPresent(Server::drain);
            case "DELETE" -> drained.ifPresent(Server::resume);
            default -> {
                return Answer.empty(405);
            }
        }
        return Answer.empty(204);
    }
}
