package dev.vgi.client.http;

import dev.vgi.arrow.Metadata;
import dev.vgi.net.GatheredBody;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The body of one request: an IPC stream of one batch, or a pointer to where it was uploaded, once it has been. Used by
 * one thread at a time.
 */
final class RequestBody {
    private final GatheredBody bytes;
    private final Schema schema;
    private final Metadata metadata;
    private @Nullable GatheredBody pointer;

    /**
     * A body.
     *
     * @param schema of its batch
     * @param metadata of its batch
     */
    RequestBody(GatheredBody bytes, Schema schema, Metadata metadata) {
        this.bytes = bytes;
        this.schema = schema;
        this.metadata = metadata;
    }

    /** The stream with the batch itself. */
    GatheredBody bytes() {
        return bytes;
    }

    /** What is sent. */
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

    /** From now on sends a pointer in its place. */
    void uploaded(GatheredBody value) {
        pointer = value;
    }
}
