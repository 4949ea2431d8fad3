package dev.vgi.flink;

import dev.vgi.ClientOption;
import dev.vgi.connector.errors.ErrorTranslator;
import org.apache.flink.configuration.ConfigOption;

/** What this connector calls the settings of the client, in errors. */
public final class Errors {
    /** With Flink's names. */
    public static final ErrorTranslator ADVICE = new ErrorTranslator(
            setting -> option(setting).key(), "option '" + ExchangeOptions.INPUT_COLUMNS.key() + "'");

    private Errors() {}

    /** With what decides which columns a lookup sends. */
    public static ErrorTranslator ofLookup(String table) {
        return new ErrorTranslator(
                ADVICE.names(),
                "the condition of the join with " + table + ", in the types that the table declares, or of its option '"
                        + ExchangeOptions.INPUT_COLUMNS.key()
                        + "'. A column that is compared in another type than its own, or only by a field of a ROW, is"
                        + " not among them: change the table's columns or the condition");
    }

    static ConfigOption<?> option(ClientOption setting) {
        return switch (setting) {
            case SILENCE -> VgiConnectorOptions.SILENCE;
            case CONNECT_TIMEOUT -> VgiConnectorOptions.CONNECT_TIMEOUT;
            case MAX_CONNECTIONS -> VgiConnectorOptions.MAX_CONNECTIONS;
            case MAX_WORKERS -> VgiConnectorOptions.MAX_WORKERS;
            case ALLOCATOR_BYTES -> VgiConnectorOptions.MEMORY;
            case BEARER_TOKEN -> VgiConnectorOptions.BEARER_TOKEN;
            case ARGS_SCHEMA -> VgiConnectorOptions.ARGS_SCHEMA;
            case HAS_HEADER -> VgiConnectorOptions.HAS_HEADER;
            case PROTOCOL_VERSION -> VgiConnectorOptions.PROTOCOL_VERSION;
            case SHARED_MEMORY_BYTES -> VgiConnectorOptions.SHARED_MEMORY;
            case PREFETCH_BATCHES -> VgiConnectorOptions.PREFETCH_BATCHES;
            case TRUST_STORE -> VgiConnectorOptions.TRUST_STORE;
            case CREDENTIAL_ORIGINS -> VgiConnectorOptions.CREDENTIALS_ORIGINS;
            case PEER_HOSTS -> VgiConnectorOptions.SPLITS_ALLOWED_HOSTS;
            case ALLOWED_HOSTS -> VgiConnectorOptions.EXTERNAL_ALLOWED_HOSTS;
            case MAX_FETCH_BYTES, MAX_DECOMPRESSED_BYTES -> VgiConnectorOptions.EXTERNAL_MAX_BYTES;
            case FETCH_TIMEOUT -> VgiConnectorOptions.EXTERNAL_TIMEOUT;
        };
    }
}
