package dev.vgi;

import java.util.function.Function;

/**
 * The settings that a client's errors advise about. Errors name one as {@code option 'silence'}, so that a caller that has
 * other names for them can {@link #renamed} them.
 */
public enum ClientOption {
    /** The longest wait for the worker's next byte. */
    SILENCE("silence"),
    /** The longest wait for a connection. */
    CONNECT_TIMEOUT("connectTimeout"),
    /** The most connections at once. */
    MAX_CONNECTIONS("maxConnections"),
    /** The most programs at once. */
    MAX_WORKERS("maxWorkers"),
    /** The most off-heap memory of one stream. */
    ALLOCATOR_BYTES("allocatorBytes"),
    /** The token of every request over HTTP. */
    BEARER_TOKEN("bearerToken"),
    /** A method's parameters, where reflection does not tell them. */
    ARGS_SCHEMA("argsSchema"),
    /** Whether a method's streams start with a header, where reflection does not tell. */
    HAS_HEADER("hasHeader"),
    /** The version of the protocol. */
    PROTOCOL_VERSION("protocolVersion"),
    /** The origins besides the user's own that get his credentials. */
    CREDENTIAL_ORIGINS("credentialOrigins"),
    /** The workers that may be named by another, whatever their address. */
    PEER_HOSTS("peerHosts"),
    /** The stores that batches may be fetched from. */
    ALLOWED_HOSTS("allowedHosts"),
    /** The largest object of a store, as it is sent. */
    MAX_FETCH_BYTES("maxFetchBytes"),
    /** The largest object of a store, decompressed. */
    MAX_DECOMPRESSED_BYTES("maxDecompressedBytes"),
    /** The longest that the fetch of one object may take. */
    FETCH_TIMEOUT("timeout");

    private final String key;

    ClientOption(String key) {
        this.key = key;
    }

    /** The client's own name for it. */
    public String key() {
        return key;
    }

    /** As errors name it. */
    @Override
    public String toString() {
        return quoted(key);
    }

    /**
     * The error with a caller's own names for the settings that it speaks of. What the worker has said stays as it is, as
     * do other errors.
     *
     * @param names the caller's name for each setting
     */
    public static VgiException renamed(VgiException error, Function<ClientOption, String> names) {
        String message = error.getMessage();
        if (error.isRemote() || message == null) {
            return error;
        }
        String renamed = message;
        for (ClientOption setting : values()) {
            renamed = renamed.replace(setting.toString(), quoted(names.apply(setting)));
        }
        if (renamed.equals(message)) {
            return error;
        }
        VgiException copy = VgiException.builder(error.code(), renamed)
                .kind(error.kind())
                .details(error.details())
                .requestId(error.requestId())
                .url(error.url())
                .cause(error.getCause())
                .build();
        copy.setStackTrace(error.getStackTrace());
        return copy;
    }

    private static String quoted(String name) {
        return "option '" + name + "'";
    }
}
