package dev.vgi.protocol;

import dev.vgi.arrow.Batch;
import dev.vgi.arrow.Metadata;

/**
 * One call as a client transport sends it.
 *
 * @param protocol the protocol's wire name
 * @param method the method's wire name
 * @param parameters one row, one column for each parameter; it stays the caller's
 * @param metadata what else rides on the request: the protocol version, trace keys, the application's own
 * @param idempotency what reflection said of the method
 * @param options how to make the call
 */
public record Request(
        String protocol,
        String method,
        Batch parameters,
        Metadata metadata,
        Idempotency idempotency,
        CallOptions options) {
    /** The batch metadata of the request. */
    public Metadata batchMetadata() {
        return metadata.with(Keys.METHOD, method)
                .with(Keys.REQUEST_VERSION, Keys.VERSION)
                .with(Keys.PROTOCOL, protocol);
    }

    public Request withOptions(CallOptions value) {
        return new Request(protocol, method, parameters, metadata, idempotency, value);
    }
}
