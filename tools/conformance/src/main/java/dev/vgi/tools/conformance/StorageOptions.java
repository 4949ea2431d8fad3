package dev.vgi.tools.conformance;

import dev.vgi.VgiException;
import dev.vgi.external.ExternalStorage;
import dev.vgi.external.FetchConfig;
import dev.vgi.external.StoreConfig;
import dev.vgi.net.ContentCoding;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the command line asks of external storage.
 *
 * @param storage the suite's object store
 * @param store what goes to it
 * @param fetches how pointers of clients are followed
 */
record StorageOptions(ExternalStorage storage, StoreConfig store, FetchConfig fetches) {
    /** The limit on requests where there is a store and nothing else is said, so that clients meet it. */
    static final long MAX_REQUEST_BYTES = 4096;

    private static final long MAX_UPLOAD_BYTES = 64 << 20;

    /** Collects the flags. */
    static final class Builder {
        private final FetchConfig.Builder fetches = FetchConfig.builder();
        private @Nullable String url;
        private long threshold = 4096;
        private ContentCoding compression = ContentCoding.IDENTITY;
        private long maxExternalizedResponseBytes = Long.MAX_VALUE;
        private boolean localhost = true;

        void url(String value) {
            url = value;
        }

        void threshold(long value) {
            threshold = value;
        }

        void compression(String value) {
            compression = ContentCoding.of(value)
                    .orElseThrow(() ->
                            VgiException.invalidArgument("found --compression " + value + ", expected zstd or gzip"));
        }

        void maxExternalizedResponseBytes(long value) {
            maxExternalizedResponseBytes = value;
        }

        void maxFetchBytes(long value) {
            fetches.maxFetchBytes(value);
        }

        void maxDecompressedBytes(long value) {
            fetches.maxDecompressedBytes(value);
        }

        void rejectLocalhost() {
            localhost = false;
        }

        /** Null where no store was named. */
        @Nullable
        StorageOptions build() {
            if (url == null) {
                return null;
            }
            var storage = new FakeStorage(url);
            return new StorageOptions(
                    storage,
                    StoreConfig.builder(storage)
                            .thresholdBytes(threshold)
                            .compression(compression)
                            .maxExternalizedResponseBytes(maxExternalizedResponseBytes)
                            .maxUploadBytes(MAX_UPLOAD_BYTES)
                            .build(),
                    fetches.allowedHosts(
                                    localhost
                                            ? Set.of("http://127.0.0.1", "http://localhost")
                                            : Set.of("http://127.0.0.1"))
                            .build());
        }
    }
}
