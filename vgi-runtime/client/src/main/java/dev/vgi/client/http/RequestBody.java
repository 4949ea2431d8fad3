package dev.vgi.client.http;

import dev.vgi.arrow.Metadata;
import dev.vgi.net.GatheredBody;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Holds the body of one request: an IPC stream of one batch, or a pointer to where it was uploaded, once it has been.
 * Used by one thread at a time.
 */
final class RequestBody {
    private final GatheredBody bytes;
    private final Schema schema;
    private final Metadata metadata;
    private @Nullable GatheredBody pointer;

    /**
     * Creates a body that is sent as it is.
     *
     * @param schema of its batch
     * @param metadata of its batch
     */
    RequestBody(GatheredBody bytes, Schema schema, Metadata metadata) {
        this.bytes = bytes;
        this.schema = schema;
        this.metadata = metadata;
    }

    /** Returns the stream with the batch itself. */
    GatheredBody bytes() {
        return bytes;
    }

    /** Returns what is sent: the pointer once the body was uploaded, the stream itself before. */
    GatheredBody sent() {
        return pointer != null ? pointer : bytes;
    }

    Schema schema() {
        return schema;
    }

    Metadata metadata() {
        return metadata;
    }

    boolean isUploaded() {
        return pointer != null;
    }

    /** Replaces what is sent with a pointer from now on. */
    void uploaded(GatheredBody value) {
        pointer = value;
    }
}
