package dev.vgi;

/** Names the options of a client that errors advise about; connectors have names of their own for them. */
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
    /** The memory that one connection shares with its worker. */
    SHARED_MEMORY_BYTES("sharedMemoryBytes"),
    /** How many batches are asked for ahead. */
    PREFETCH_BATCHES("prefetchBatches"),
    /** The authorities to trust. */
    TRUST_STORE("trustStore"),
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

    /** Returns the client's own name for the option. */
    public String key() {
        return key;
    }
}
