package dev.vgi.server.http.auth;

import java.util.Map;

/** The token of {@code Authorization: Bearer}. */
final class Bearer {
    private Bearer() {}

    /** Empty where there is none. */
    static String of(Map<String, String> headers) {
        String value = headers.getOrDefault("authorization", "");
        return value.regionMatches(true, 0, "Bearer ", 0, 7)
                ? value.substring(7).strip()
                : "";
    }
}
