package dev.vgi.client;

import dev.vgi.VgiException;
import dev.vgi.arrow.Metadata;
import dev.vgi.protocol.MethodKind;
import dev.vgi.protocol.Request;

/**
 * A call as an interceptor sees it before it is sent. It has no values of parameters: those are the method's, and may
 * be secrets. Used by the thread that calls.
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

    /** The worker's address without credentials; all of them where there are several. */
    public String address() {
        return address;
    }

    /** The protocol's wire name. */
    public String protocol() {
        return request.protocol();
    }

    /** The method's wire name. */
    public String method() {
        return request.method();
    }

    /**
     * {@link MethodKind#UNARY}, {@link MethodKind#PRODUCER} or {@link MethodKind#EXCHANGE}: what the caller made of it.
     */
    public MethodKind kind() {
        return kind;
    }

    /** What rides on the request. */
    public Metadata metadata() {
        return metadata;
    }

    /**
     * Lets one more value ride on the request, such as a trace context.
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
