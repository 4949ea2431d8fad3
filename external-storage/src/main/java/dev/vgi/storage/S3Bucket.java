package dev.vgi.storage;

import dev.vgi.Code;
import dev.vgi.VgiException;
import dev.vgi.external.StoredObject;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.awscore.presigner.PresignedRequest;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.Tag;
import software.amazon.awssdk.services.s3.model.Tagging;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** One bucket, as one client and one signer with the same credentials. */
final class S3Bucket implements AutoCloseable {
    private final S3Client client;
    private final S3Presigner signer;
    private final AwsCredentialsProvider credentials;
    private final boolean ownsCredentials;
    private final String bucket;
    private final String where;
    private final Duration validity;
    private final @Nullable Tagging tags;

    S3Bucket(S3Storage.Builder options) {
        bucket = options.bucket;
        URI endpoint = options.endpoint;
        where = "S3 bucket " + bucket + (endpoint == null ? "" : " at " + endpoint);
        validity = options.urlValidity;
        tags = options.tags.isEmpty()
                ? null
                : Tagging.builder()
                        .tagSet(options.tags.entrySet().stream()
                                .map(tag -> Tag.builder()
                                        .key(tag.getKey())
                                        .value(tag.getValue())
                                        .build())
                                .collect(Collectors.toList()))
                        .build();
        AwsCredentialsProvider given = options.credentials;
        ownsCredentials = given == null;
        credentials = given == null ? DefaultCredentialsProvider.builder().build() : given;
        S3Configuration service = S3Configuration.builder()
                .pathStyleAccessEnabled(options.pathStyle == null ? endpoint != null : options.pathStyle)
                .chunkedEncodingEnabled(false)
                .build();
        var clients = S3Client.builder()
                .credentialsProvider(credentials)
                .serviceConfiguration(service)
                // Parts bring their own checksum; what the SDK would add by itself not every store understands.
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .httpClient(UrlConnectionHttpClient.builder()
                        .connectionTimeout(options.connectTimeout)
                        .socketTimeout(options.requestTimeout)
                        .build())
                .overrideConfiguration(override -> override.apiCallAttemptTimeout(options.requestTimeout)
                        .retryStrategy(AwsRetryStrategy.standardRetryStrategy().toBuilder()
                                .maxAttempts(options.attempts)
                                .build()));
        var signers = S3Presigner.builder().credentialsProvider(credentials).serviceConfiguration(service);
        String region = options.region == null && endpoint != null ? "us-east-1" : options.region;
        if (region != null) {
            clients.region(Region.of(region));
            signers.region(Region.of(region));
        }
        if (endpoint != null) {
            clients.endpointOverride(endpoint);
            signers.endpointOverride(endpoint);
        }
        try {
            client = clients.build();
            signer = signers.build();
        } catch (SdkException e) {
            throw VgiException.of(
                    Code.INVALID_ARGUMENT,
                    where + ": found no region (" + e.getMessage() + "), expected region(\"eu-central-1\") or the"
                            + " environment's AWS_REGION",
                    e);
        }
    }

    S3Client client() {
        return client;
    }

    String name() {
        return bucket;
    }

    /** With the tags, if any: from none the SDK makes an empty header, which not every store takes. */
    void tagged(PutObjectRequest.Builder request) {
        if (tags != null) {
            request.tagging(tags);
        }
    }

    /** As {@link #tagged(PutObjectRequest.Builder)}. */
    void tagged(CreateMultipartUploadRequest.Builder request) {
        if (tags != null) {
            request.tagging(tags);
        }
    }

    StoredObject signGet(String name) {
        return signed(
                "sign a URL",
                () -> signer.presignGetObject(request -> request.signatureDuration(validity)
                        .getObjectRequest(object -> object.bucket(bucket).key(name))));
    }

    /** Signs for a PUT with this content type. */
    StoredObject signPut(String name, String contentType) {
        return signed(
                "sign a URL",
                () -> signer.presignPutObject(request -> request.signatureDuration(validity)
                        .putObjectRequest(
                                object -> object.bucket(bucket).key(name).contentType(contentType))));
    }

    void delete(String name) {
        asking(
                "delete " + name,
                () -> client.deleteObject(request -> request.bucket(bucket).key(name)));
    }

    /** Sends a request, and says what became of it in this library's terms. */
    <T> T asking(String what, Supplier<T> request) {
        try {
            return request.get();
        } catch (SdkException e) {
            throw S3Failures.of("cannot " + what + " in " + where, e);
        } catch (IllegalStateException e) {
            throw VgiException.of(Code.CANCELLED, "cannot " + what + " in " + where + ": the storage was closed", e);
        }
    }

    private StoredObject signed(String what, Supplier<PresignedRequest> request) {
        PresignedRequest signed = asking(what, request);
        // The date in a signature has whole seconds.
        Instant asked = signed.expiration().truncatedTo(ChronoUnit.SECONDS);
        Instant expires = asking(what, credentials::resolveCredentials)
                .expirationTime()
                .filter(end -> end.isBefore(asked))
                .orElse(asked);
        return new StoredObject(signed.url().toString(), expires);
    }

    @Override
    public void close() {
        client.close();
        signer.close();
        if (ownsCredentials && credentials instanceof DefaultCredentialsProvider chain) {
            chain.close();
        }
    }

    @Override
    public String toString() {
        return where;
    }
}
