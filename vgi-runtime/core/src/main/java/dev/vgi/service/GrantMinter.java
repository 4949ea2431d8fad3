package dev.vgi.service;

import dev.vgi.Code;
import dev.vgi.ErrorKind;
import dev.vgi.VgiException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes credentials for callers that have just signed in. Thread-safe. */
@FunctionalInterface
public interface GrantMinter {
    /**
     * Makes one.
     *
     * @param principal whom it is for: the caller, always
     * @param purpose what the caller wants it for
     * @param scopes what it shall allow
     * @param ttlSeconds how long the caller wants it; what {@link IssuedGrant#expiresAt()} says counts
     * @throws VgiException {@link #refused}, or UNAVAILABLE where it cannot be made now
     */
    IssuedGrant mint(String principal, String purpose, List<@Nullable String> scopes, long ttlSeconds);

    /** What a minter throws that does not want to. */
    static VgiException refused(String message) {
        return VgiException.builder(Code.PERMISSION_DENIED, message)
                .kind(ErrorKind.GRANT_REFUSED)
                .remote("GrantRefusedError", "")
                .build();
    }
}
