package dev.vgi.protocol;

/**
 * Who calls, as an authenticator found out.
 *
 * @param domain what vouches for the name, such as {@code bearer}; empty for nobody
 * @param name unique within the domain; empty for nobody
 */
public record Principal(String domain, String name) {
    /** A caller of whom nothing is known. */
    public static final Principal ANONYMOUS = new Principal("", "");

    public boolean isAuthenticated() {
        return !equals(ANONYMOUS);
    }
}
