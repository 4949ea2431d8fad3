package dev.vgi.external;

import dev.vgi.VgiException;
import java.nio.ByteBuffer;

/**
 * One object on its way to the store. Used by one thread. Close it in any case: what was not finished is aborted, and
 * then nothing of it stays in the store.
 */
public interface ExternalUpload extends AutoCloseable {
    /**
     * Takes all remaining bytes of a buffer, direct or on the heap, and blocks while the store is slower than the
     * caller. What was taken is sent while the caller makes the rest; an implementation holds back no more than one
     * part of a multipart upload. When this returns the buffer's memory is the caller's to reuse.
     *
     * @throws VgiException as {@link ExternalStorage#upload}; the upload is then of no further use
     */
    void write(ByteBuffer bytes);

    /**
     * Ends the object, waits until the store has it whole, and signs a URL for it. Called once.
     *
     * @throws VgiException as {@link ExternalStorage#upload}; DATA_LOSS where the store has other bytes than were
     *     written, or another number than the description says
     */
    StoredObject finish();

    /** Aborts what was not finished. Throws nothing: a store that does not even answer to that is logged. */
    @Override
    void close();
}
