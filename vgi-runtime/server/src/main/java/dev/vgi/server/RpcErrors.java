package dev.vgi.server;

import dev.vgi.Code;
import dev.vgi.ErrorDetail;
import dev.vgi.ErrorKind;
import dev.vgi.VgiException;
import dev.vgi.protocol.ErrorBatch;
import dev.vgi.types.UnfitValue;
import java.util.Collection;
import java.util.Objects;

/**
 * The errors that a caller is answered with, under the names that the specification gives them (sections 3.1, 8, 13).
 */
final class RpcErrors {
    private RpcErrors() {}

    static VgiException protocolNotSpecified(Collection<String> hosted) {
        return VgiException.builder(
                        Code.INVALID_ARGUMENT,
                        "the request names no protocol (vgi_rpc.protocol); this server hosts " + hosted)
                .kind(ErrorKind.PROTOCOL_NOT_SPECIFIED)
                .remote("ProtocolNotSpecifiedError", "")
                .build();
    }

    /** @param asked what is shown of the name that was asked for, which is nothing where it is no name */
    static VgiException protocolNotSupported(String asked, Collection<String> hosted) {
        return VgiException.builder(
                        Code.UNIMPLEMENTED,
                        "this server does not host the protocol that was asked for" + asked + "; it hosts " + hosted)
                .kind(ErrorKind.PROTOCOL_NOT_SUPPORTED)
                .remote("ProtocolNotSupportedError", "")
                .build();
    }

    static VgiException methodNotImplemented(String message) {
        return VgiException.builder(Code.UNIMPLEMENTED, message)
                .kind(ErrorKind.METHOD_NOT_IMPLEMENTED)
                .remote("AttributeError", "")
                .build();
    }

    static VgiException requestVersion(String problem) {
        return VgiException.builder(Code.INVALID_ARGUMENT, problem)
                .remote("VersionError", "")
                .build();
    }

    static VgiException protocolVersion(String protocol, String message) {
        return VgiException.builder(Code.FAILED_PRECONDITION, message)
                .kind(ErrorKind.PROTOCOL_VERSION_MISMATCH)
                .detail(ErrorDetail.preconditionFailure("protocol_version", protocol, message))
                .remote("ProtocolVersionError", "")
                .build();
    }

    static VgiException rowCount(String method, int rows) {
        return VgiException.builder(
                        Code.INVALID_ARGUMENT,
                        "found " + rows + " rows in the request of " + method
                                + ", expected one: each parameter is a column")
                .remote("RpcError", "")
                .build();
    }

    static VgiException parameter(String name, String message) {
        return VgiException.builder(Code.INVALID_ARGUMENT, message)
                .detail(ErrorDetail.badRequest(name, message))
                .remote("TypeError", "")
                .build();
    }

    static VgiException inputSchema(String expected, String found, String problem) {
        return VgiException.builder(
                        Code.INVALID_ARGUMENT,
                        "Input schema mismatch: expected " + expected + ", got " + found + ": " + problem)
                .remote("TypeError", "")
                .build();
    }

    static VgiException inputValue(UnfitValue found) {
        return VgiException.builder(Code.INVALID_ARGUMENT, found.toString())
                .kind(ErrorKind.VALUE_DOES_NOT_FIT)
                .detail(ErrorDetail.badRequest(found.column(), found.problem()))
                .remote("TypeError", "")
                .build();
    }

    /** A service that does not do what its interface promises: nothing that the caller could change. */
    static VgiException service(String message) {
        return VgiException.of(Code.UNKNOWN, message);
    }

    /** What user code threw, as it travels: a {@link VgiException} as it is, all else under its class's name. */
    static VgiException raised(Throwable error) {
        if (error instanceof VgiException classified) {
            return classified;
        }
        if (error instanceof InterruptedException) {
            Thread.currentThread().interrupt();
        }
        return VgiException.builder(Code.UNKNOWN, Objects.requireNonNullElse(error.getMessage(), ""))
                .remote(ErrorBatch.typeOf(error), "")
                .cause(error)
                .build();
    }
}
