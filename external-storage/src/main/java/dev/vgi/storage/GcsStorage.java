package dev.vgi.storage;

import com.google.auth.Credentials;
import com.google.auth.ServiceAccountSigner;
import dev.vgi.Code;
import dev.vgi.Preconditions;
import dev.vgi.VgiException;
import dev.vgi.external.ExternalStorage;
import dev.vgi.external.ExternalUpload;
import dev.vgi.external.ObjectDescription;
import dev.vgi.external.StoredObject;
import dev.vgi.external.UploadUrl;
import dev.vgi.net.ContentCoding;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Batches in Google Cloud Storage. Needs the artifact {@code com.google.cloud:google-cloud-storage} (2.50 or newer),
 * which a user adds himself.
 *
 * <p>An object of one part or less is one request; a larger one is a resumable upload, whose parts go out one after the
 * other while the rest is still written. One that fails never becomes an object, and the store forgets it after a week.
 * The store's checksum is compared with what was written. All uploads together hold at most {@code partBytes} x
 * {@code bufferedParts} of parts on the heap, and the SDK one more part for each resumable upload.
 *
 * <p>URLs are signed (V4) by a service account: by its key, or where there is none by the IAM service, which the SDK
 * asks. The custom time of an object is the end of its URL's validity, so that a lifecycle rule with
 * {@code daysSinceCustomTime} deletes it.
 *
 * <p>Thread-safe. Close it after the servers that use it.
 *
 * <pre>{@code
 * GcsStorage storage = GcsStorage.builder().bucket("my-batches").build();
 * }</pre>
 */
public final class GcsStorage implements ExternalStorage {
    private final GcsBucket bucket;
    private final UploadThreads uploads;
    private final ObjectNames names;

    private GcsStorage(Builder builder) {
        names = new ObjectNames(builder.prefix);
        bucket = new GcsBucket(builder);
        uploads = new UploadThreads(
                "vgi-gcs-upload", builder.partBytes, builder.bufferedParts, 1, builder.requestTimeout);
    }

    public static Builder builder() {
        return new Builder();
    }

    @Override
    public ExternalUpload upload(ObjectDescription object) {
        return uploads.begin(new GcsObject(bucket, names.next(object.coding()), object), object);
    }

    @Override
    public UploadUrl uploadUrl(ObjectDescription object) {
        String name = names.next(ContentCoding.IDENTITY);
        StoredObject put = bucket.signPut(name, object.contentType());
        StoredObject get = bucket.signGet(name);
        return new UploadUrl(put.url(), get.url(), put.expiresAt());
    }

    @Override
    public void close() {
        uploads.close();
        bucket.close();
    }

    /** Without credentials. */
    @Override
    public String toString() {
        return "GcsStorage[" + bucket + "]";
    }

    /** What a GCS storage needs to know; only {@link #bucket} has no default. */
    public static final class Builder extends StorageBuilder<Builder> {
        private static final int QUANTUM = 256 << 10;

        @Nullable
        URI endpoint;

        @Nullable
        Credentials credentials;

        @Nullable
        ServiceAccountSigner signer;

        int partBytes = 8 << 20;
        Duration requestTimeout = Duration.ofSeconds(60);

        private Builder() {}

        @Override
        Builder self() {
            return this;
        }

        /** Scheme, host and port of an emulator, or of a private endpoint. Default: Google's. */
        public Builder endpoint(URI value) {
            endpoint = OptionValidation.endpoint(value);
            return this;
        }

        /** Who uploads. Default: the application default credentials. */
        public Builder credentials(Credentials value) {
            credentials = value;
            return this;
        }

        /** The service account that signs URLs. Default: {@link #credentials}, where they are a service account's. */
        public Builder signer(ServiceAccountSigner value) {
            signer = value;
            return this;
        }

        /** Bytes of one part of a resumable upload, 256 KiB to 512 MiB, a multiple of 256 KiB; 8 MiB. */
        public Builder partBytes(int value) {
            partBytes = Preconditions.range("partBytes", value, QUANTUM, 512 << 20);
            if (value % QUANTUM != 0) {
                throw VgiException.invalidArgument("partBytes is " + value + ", expected a multiple of " + QUANTUM);
            }
            return this;
        }

        /** The longest silence of the store within one attempt of one request, 1 ms to an hour; 60 s. */
        public Builder requestTimeout(Duration value) {
            requestTimeout = Preconditions.duration("requestTimeout", value, Duration.ofMillis(1), LONGEST_TIMEOUT);
            return this;
        }

        /**
         * Asks the store nothing yet; looks for credentials where none were given.
         *
         * @throws VgiException {@link Code#INVALID_ARGUMENT} for a missing bucket, and for credentials that cannot sign
         *     where no signer was given; {@link Code#PERMISSION_DENIED} where there are no credentials;
         *     {@link Code#FAILED_PRECONDITION} where the SDK's artifact is missing
         */
        public GcsStorage build() {
            OptionValidation.text("bucket", bucket);
            OptionValidation.library(
                    "GcsStorage",
                    "com.google.cloud.storage.Storage",
                    "the artifact com.google.cloud:google-cloud-storage (2.50 or newer)");
            return new GcsStorage(this);
        }
    }
}
