package dev.vgi.spark;

import dev.vgi.ClientOption;
import dev.vgi.connector.errors.ErrorTranslator;

/** What this data source calls the settings of the client, in errors. */
final class Errors {
    static final ErrorTranslator ADVICE =
            new ErrorTranslator(setting -> option(setting).key(), "option '" + VgiOption.INPUT_COLUMNS.key() + "'");

    private Errors() {}

    static VgiOption option(ClientOption setting) {
        return switch (setting) {
            case SILENCE -> VgiOption.SILENCE;
            case CONNECT_TIMEOUT -> VgiOption.CONNECT_TIMEOUT;
            case MAX_CONNECTIONS -> VgiOption.MAX_CONNECTIONS;
            case MAX_WORKERS -> VgiOption.MAX_WORKERS;
            case ALLOCATOR_BYTES -> VgiOption.ALLOCATOR_BYTES;
            case BEARER_TOKEN -> VgiOption.BEARER_TOKEN;
            case ARGS_SCHEMA -> VgiOption.ARGS_SCHEMA;
            case HAS_HEADER -> VgiOption.HAS_HEADER;
            case PROTOCOL_VERSION -> VgiOption.PROTOCOL_VERSION;
            case SHARED_MEMORY_BYTES -> VgiOption.SHARED_MEMORY_BYTES;
            case PREFETCH_BATCHES -> VgiOption.PREFETCH_BATCHES;
            case TRUST_STORE -> VgiOption.TRUST_STORE;
            case CREDENTIAL_ORIGINS -> VgiOption.CREDENTIALS_ORIGINS;
            case PEER_HOSTS -> VgiOption.SPLITS_ALLOWED_HOSTS;
            case ALLOWED_HOSTS -> VgiOption.EXTERNAL_ALLOWED_HOSTS;
            case MAX_FETCH_BYTES, MAX_DECOMPRESSED_BYTES -> VgiOption.EXTERNAL_MAX_BYTES;
            case FETCH_TIMEOUT -> VgiOption.EXTERNAL_TIMEOUT;
        };
    }
}
