package dev.vgi.service;

/**
 * Whom an opaque credential belongs to. It carries no claims: who asks derives everything from the principal alone.
 *
 * @param principal the owner
 * @param tokenName what the owner calls the credential; may be empty
 * @param ttlSeconds how long the answer may be kept; 0 for not at all
 */
public record TokenIdentity(String principal, String tokenName, long ttlSeconds) {
    private static final long USUAL_TTL_SECONDS = 300;

    /** An owner whose credential has no name, to be kept for the usual 300 s. */
    public static TokenIdentity of(String principal) {
        return new TokenIdentity(principal, "", USUAL_TTL_SECONDS);
    }
}
