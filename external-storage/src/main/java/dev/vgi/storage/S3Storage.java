package dev.vgi.storage;

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
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;

/**
 * Batches in Amazon S3, or in a store that speaks its protocol. Needs the artifacts {@code software.amazon.awssdk:s3}
 * and {@code software.amazon.awssdk:url-connection-client} (2.30 or newer), which a user adds himself.
 *
 * <p>An object of one part or less is one PUT; a larger one is a multipart upload, whose parts go out while the rest is
 * still written, and which is aborted where it fails. Every part carries a checksum that the store compares. All
 * uploads together hold at most {@code partBytes} x {@code bufferedParts} on the heap. Where the credentials are
 * temporary, a URL ends when they do, if that is before its time.
 *
 * <p>Thread-safe. Close it after the servers that use it.
 *
 * <pre>{@code
 * S3Storage storage = S3Storage.builder().bucket("my-batches").region("eu-central-1").build();
 * }</pre>
 */
public final class S3Storage implements ExternalStorage {
    private final S3Bucket bucket;
    private final UploadThreads uploads;
    private final ObjectNames names;

    private S3Storage(Builder builder) {
        names = new ObjectNames(builder.prefix);
        bucket = new S3Bucket(builder);
        uploads = new UploadThreads(
                "vgi-s3-upload",
                builder.partBytes,
                builder.bufferedParts,
                builder.parallelParts,
                builder.requestTimeout);
    }

    public static Builder builder() {
        return new Builder();
    }

    @Override
    public ExternalUpload upload(ObjectDescription object) {
        return uploads.begin(new S3Object(bucket, names.next(object.coding()), object), object);
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
        return "S3Storage[" + bucket + "]";
    }

    /** What an S3 storage needs to know; only {@link #bucket} has no default. */
    public static final class Builder extends StorageBuilder<Builder> {
        @Nullable
        String region;

        @Nullable
        URI endpoint;

        @Nullable
        Boolean pathStyle;

        @Nullable
        AwsCredentialsProvider credentials;

        final Map<String, String> tags = new TreeMap<>();
        int partBytes = 8 << 20;
        int parallelParts = 4;
        Duration requestTimeout = Duration.ofSeconds(60);

        private Builder() {}

        @Override
        Builder self() {
            return this;
        }

        /** The bucket's region. Default: the SDK's chain, and {@code us-east-1} where an endpoint is given. */
        public Builder region(String name) {
            region = OptionValidation.text("region", name);
            return this;
        }

        /** Scheme, host and port of a store that speaks S3's protocol. Default: Amazon's for the region. */
        public Builder endpoint(URI value) {
            endpoint = OptionValidation.endpoint(value);
            return this;
        }

        /** Whether the bucket is in the path or in the host's name. Default: in the path where an endpoint is given. */
        public Builder pathStyle(boolean value) {
            pathStyle = value;
            return this;
        }

        /**
         * Who uploads and signs. Default: the SDK's chain (environment, profile, container, instance). The provider
         * stays the caller's to close.
         */
        public Builder credentials(AwsCredentialsProvider provider) {
            credentials = provider;
            return this;
        }

        /**
         * A tag of every uploaded object, at most 10, for a lifecycle rule or a bill. Needs the permission
         * {@code s3:PutObjectTagging}. Objects that others PUT to an upload URL have none.
         */
        public Builder tag(String name, String value) {
            tags.put(OptionValidation.text("tag", name), value);
            Preconditions.range("number of tags", tags.size(), 0, 10);
            return this;
        }

        /** Bytes of one part of a multipart upload, 5 MiB to 512 MiB; 8 MiB. An object has at most 10,000 parts. */
        public Builder partBytes(int value) {
            partBytes = Preconditions.range("partBytes", value, 5 << 20, 512 << 20);
            return this;
        }

        /** How many parts of one object are sent at once, 1 to 64; 4. */
        public Builder parallelParts(int value) {
            parallelParts = Preconditions.range("parallelParts", value, 1, 64);
            return this;
        }

        /** The longest that one attempt of one request may take, 1 ms to an hour; 60 s. */
        public Builder requestTimeout(Duration value) {
            requestTimeout = Preconditions.duration("requestTimeout", value, Duration.ofMillis(1), LONGEST_TIMEOUT);
            return this;
        }

        /**
         * Asks the store nothing yet.
         *
         * @throws VgiException {@link Code#INVALID_ARGUMENT} for a missing bucket or region,
         *     {@link Code#FAILED_PRECONDITION} where an artifact of the SDK is missing
         */
        public S3Storage build() {
            OptionValidation.text("bucket", bucket);
            OptionValidation.library(
                    "S3Storage",
                    "software.amazon.awssdk.services.s3.S3Client",
                    "the artifact software.amazon.awssdk:s3 (2.30 or newer)");
            OptionValidation.library(
                    "S3Storage",
                    "software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient",
                    "the artifact software.amazon.awssdk:url-connection-client (2.30 or newer)");
            return new S3Storage(this);
        }
    }
}
