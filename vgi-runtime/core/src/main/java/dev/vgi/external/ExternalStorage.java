package dev.vgi.external;

import dev.vgi.VgiException;

/**
 * Where the batches that are too large for the wire are kept. A server uploads them here, and readers fetch them by
 * plain GETs of a URL that carries its own authorization (specification, section 12).
 *
 * <p>Thread-safe: many uploads may be under way at once, each on a thread of its own. Whoever makes a storage closes
 * it, after the servers that use it.
 *
 * <p>Objects are not deleted, because a server cannot know when they have been read: a client reads ahead, and may
 * fetch the last batches after the stream has ended. Nothing reads one after its URL has expired: give the bucket a
 * lifecycle rule that deletes them some time after that.
 */
public interface ExternalStorage extends AutoCloseable {
    /**
     * Begins an object under a name that nobody else uses or guesses. May wait for the store, or leave that to the
     * first write.
     *
     * @throws VgiException UNAVAILABLE where the store does not answer, PERMISSION_DENIED where it refuses the
     *     credentials, NOT_FOUND where it has no such bucket
     */
    ExternalUpload upload(ObjectDescription object);

    /**
     * Signs a pair of URLs for an object that does not exist yet: somebody without credentials PUTs it, and this
     * process GETs it. Nothing is sent to the store where signing needs no request.
     *
     * <p>The one who PUTs sends {@code Content-Type} as the description says it, {@code Content-Length}, no
     * {@code Content-Encoding}, and no other header that could be part of the signature.
     *
     * @param object the content type that the PUT will have; its coding is {@code IDENTITY}, its length is not known
     * @throws VgiException UNAVAILABLE, PERMISSION_DENIED as {@link #upload}
     */
    UploadUrl uploadUrl(ObjectDescription object);

    /** Frees connections and threads. Uploads under way fail. */
    @Override
    void close();
}
