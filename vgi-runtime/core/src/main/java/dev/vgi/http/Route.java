package dev.vgi.http;

import java.util.List;

/** What a path asks for. Paths are compared as they came, undecoded. */
public sealed interface Route {
    /** Which of a method's three paths it is. */
    enum Endpoint {
        CALL,
        INIT,
        EXCHANGE
    }

    /** A method of a protocol, which may not be hosted, and whose names may be none. */
    record Method(String protocol, String method, Endpoint endpoint) implements Route {}

    /** The path's end where sticky sessions are ended. */
    String SESSION = "__session__";

    /** A name that belongs to the server rather than to a protocol, such as {@code __describe__}. */
    record Reserved(String name) implements Route {}

    /** One segment, which may be a page's name. */
    record Page(String name) implements Route {}

    record Health() implements Route {}

    record Nothing() implements Route {}

    /**
     * The route of a path.
     *
     * @param path the raw path, without the query
     * @param prefix empty, or a path without a slash at its end
     */
    static Route of(String path, String prefix) {
        if (!path.startsWith(prefix + "/")) {
            return new Nothing();
        }
        List<String> segments = List.of(path.substring(prefix.length() + 1).split("/", -1));
        if (segments.contains("")) {
            return new Nothing();
        }
        return switch (segments.size()) {
            case 1 -> single(segments.get(0));
            case 2 -> new Method(segments.get(0), segments.get(1), Endpoint.CALL);
            case 3 ->
                switch (segments.get(2)) {
                    case "init" -> new Method(segments.get(0), segments.get(1), Endpoint.INIT);
                    case "exchange" -> new Method(segments.get(0), segments.get(1), Endpoint.EXCHANGE);
                    default -> new Nothing();
                };
            default -> new Nothing();
        };
    }

    private static Route single(String name) {
        if (name.equals("health")) {
            return new Health();
        }
        return name.length() > 4 && name.startsWith("__") && name.endsWith("__") ? new Reserved(name) : new Page(name);
    }
}
