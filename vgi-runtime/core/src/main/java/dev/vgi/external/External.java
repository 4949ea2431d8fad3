package dev.vgi.external;

/**
 * What a server does with external storage.
 *
 * @param resolver fetches what clients' pointers stand for
 * @param externalizer puts away what is too large to be answered
 */
public record External(Resolver resolver, Externalizer externalizer) implements AutoCloseable {
    /** A server that has no store, and fetches nothing. */
    public static External none() {
        return new External(Resolver.refusing(), Externalizer.NONE);
    }

    /** Whether clients may upload requests that are too large to be sent. */
    public boolean takesUploads() {
        return externalizer.maxUploadBytes() > 0 && resolver.fetches();
    }

    @Override
    public void close() {
        resolver.close();
    }
}
