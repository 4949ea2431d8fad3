package dev.vgi.service;

import java.time.Instant;

/**
 * A credential that was made for its caller's automation.
 *
 * @param token the credential
 * @param expiresAt when it is over, as a declaration: what counts is inside the token
 * @param grantId what it is called in logs; may be empty
 */
public record IssuedGrant(String token, Instant expiresAt, String grantId) {
    /** A grant without an id. */
    public static IssuedGrant of(String token, Instant expiresAt) {
        return new IssuedGrant(token, expiresAt, "");
    }
}
