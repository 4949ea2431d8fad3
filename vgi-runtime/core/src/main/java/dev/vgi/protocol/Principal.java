package dev.vgi.protocol;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Who calls, as an authenticator found out.
 *
 * @param domain what vouches for the name, such as {@code bearer}; empty for nobody
 * @param name unique within the domain; empty for nobody
 * @param claims what else is vouched for, such as {@code auth_time}: text, numbers, booleans, lists and maps of these
 */
public record Principal(String domain, String name, Map<String, Object> claims) {
    /** A caller of whom nothing is known. */
    public static final Principal ANONYMOUS = new Principal("", "");

    public Principal {
        claims = Map.copyOf(claims);
    }

    /** A principal of whom nothing but the name is vouched for. */
    public Principal(String domain, String name) {
        this(domain, name, Map.of());
    }

    public boolean isAuthenticated() {
        return !domain.isEmpty() || !name.isEmpty();
    }

    /** The same with one more claim. */
    public Principal withClaim(String key, Object value) {
        var more = new LinkedHashMap<>(claims);
        more.put(key, value);
        return new Principal(domain, name, more);
    }
}
