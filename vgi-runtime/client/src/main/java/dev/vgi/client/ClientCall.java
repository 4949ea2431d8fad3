package dev.vgi.client;

import dev.vgi.VgiException;
import dev.vgi.arrow.Metadata;
import dev.vgi.protocol.MethodKind;
import dev.vgi.protocol.Request;

/**
 * Represents a call as an interceptor sees it before it is sent. It has no parameter values: those are the method's,
 * and may be secrets. Used by the thread that calls.
 */
public final class ClientCall {
    private final String address;
    private final Request request;
    private final MethodKind kind;
    private Metadata metadata;

    ClientCall(String address, Request request, MethodKind kind) {
        this.address = address;
        this.request = request;
        this.kind = kind;
        this.metadata = request.metadata();
    }

    /** Returns the worker's address without credentials; all addresses where there are several workers. */
    public String address() {
        return address;
    }

    /** Returns the protocol's wire name. */
    public String protocol() {
        return request.protocol();
    }

    /** Returns the method's wire name. */
    public String method() {
        return request.method();
    }

    /**
     * Returns {@link MethodKind#UNARY}, {@link MethodKind#PRODUCER} or {@link MethodKind#EXCHANGE}: how the caller
     * calls the method.
     */
    public MethodKind kind() {
        return kind;
    }

    /** Returns the metadata that is sent with the request. */
    public Metadata metadata() {
        return metadata;
    }

    /**
     * Adds a metadata value to the request, such as a trace context.
     *
     * @throws VgiException INVALID_ARGUMENT for a key of the protocol's own, {@code vgi_rpc.}
     */
    public void metadata(String key, String value) {
        if (key.startsWith("vgi_rpc.")) {
            throw VgiException.invalidArgument("the metadata key '" + key + "' is the protocol's own");
        }
        metadata = metadata.with(key, value);
    }

    Request intercepted() {
        return new Request(
                request.protocol(),
                request.method(),
                request.parameters(),
                metadata,
                request.idempotency(),
                request.options());
    }
}
