package dev.vgi.external;

import dev.vgi.Preconditions;
import dev.vgi.net.ContentCoding;

/**
 * What of a server's answers goes by way of a store, and how. Immutable.
 *
 * <p>Objects are not deleted: give the bucket a lifecycle rule.
 */
public final class StoreConfig {
    final ExternalStorage storage;
    final long thresholdBytes;
    final ContentCoding compression;
    final long maxExternalizedResponseBytes;
    final long maxUploadBytes;
    final boolean uploadUrls;

    private StoreConfig(Builder builder) {
        storage = builder.storage;
        thresholdBytes = builder.thresholdBytes;
        compression = builder.compression;
        maxExternalizedResponseBytes = builder.maxExternalizedResponseBytes;
        maxUploadBytes = builder.maxUploadBytes;
        uploadUrls = builder.uploadUrls;
    }

    /** A configuration for this store, which stays the caller's and outlives the server. */
    public static Builder builder(ExternalStorage storage) {
        return new Builder(storage);
    }

    /** Collects the options; each has a default. */
    public static final class Builder {
        private final ExternalStorage storage;
        private long thresholdBytes = 1 << 20;
        private ContentCoding compression = ContentCoding.IDENTITY;
        private long maxExternalizedResponseBytes = Long.MAX_VALUE;
        private long maxUploadBytes = 256L << 20;
        private boolean uploadUrls = true;

        private Builder(ExternalStorage storage) {
            this.storage = storage;
        }

        /** From which size of a batch's buffers on it goes to the store, in bytes, at least 0; default 1 MiB. */
        public Builder thresholdBytes(long value) {
            thresholdBytes = Preconditions.range("thresholdBytes", value, 0, Long.MAX_VALUE);
            return this;
        }

        /** How objects are coded; default {@code IDENTITY}, which is not at all. */
        public Builder compression(ContentCoding value) {
            compression = value;
            return this;
        }

        /** The most bytes, before compression, that one answer may put into the store, at least 1; default no limit. */
        public Builder maxExternalizedResponseBytes(long value) {
            maxExternalizedResponseBytes =
                    Preconditions.range("maxExternalizedResponseBytes", value, 1, Long.MAX_VALUE);
            return this;
        }

        /** The largest request that HTTP clients are told to upload, in bytes, at least 1; default 256 MiB. */
        public Builder maxUploadBytes(long value) {
            maxUploadBytes = Preconditions.range("maxUploadBytes", value, 1, Long.MAX_VALUE);
            return this;
        }

        /** Whether HTTP clients get URLs to upload requests to that are too large to be sent; default yes. */
        public Builder uploadUrls(boolean value) {
            uploadUrls = value;
            return this;
        }

        public StoreConfig build() {
            return new StoreConfig(this);
        }
    }
}
