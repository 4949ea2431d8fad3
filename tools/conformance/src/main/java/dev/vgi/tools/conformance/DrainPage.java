package dev.vgi.tools.conformance;

import dev.vgi.server.Server;
import dev.vgi.server.http.HttpPage;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Lets the suite drain the worker without stopping it. */
final class DrainPage implements HttpPage {
    static final String NAME = "__test_drain__";

    private volatile @Nullable Server server;

    void of(Server value) {
        server = value;
    }

    @Override
    public Answer answer(String method, Map<String, String> headers) {
        Server drained = server;
        if (drained == null) {
            return Answer.empty(503);
        }
        switch (method) {
            case "POST" -> drained.drain();
            case "DELETE" -> drained.resume();
            default -> {
                return Answer.empty(405);
            }
        }
        return Answer.empty(204);
    }
}
