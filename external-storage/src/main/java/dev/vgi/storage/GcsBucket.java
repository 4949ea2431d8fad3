package dev.vgi.storage;

import com.google.api.gax.retrying.RetrySettings;
import com.google.auth.Credentials;
import com.google.auth.ServiceAccountSigner;
import com.google.auth.oauth2.GoogleCredentials;
import com.google.cloud.http.HttpTransportOptions;
import com.google.cloud.storage.BlobId;
import com.google.cloud.storage.BlobInfo;
import com.google.cloud.storage.HttpMethod;
import com.google.cloud.storage.Storage;
import com.google.cloud.storage.Storage.SignUrlOption;
import com.google.cloud.storage.StorageOptions;
import dev.vgi.Code;
import dev.vgi.VgiException;
import dev.vgi.external.StoredObject;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One bucket, as one client and one signer. */
final class GcsBucket implements AutoCloseable {
    private final Storage client;
    private final ServiceAccountSigner signer;
    private final @Nullable URI endpoint;
    private final String bucket;
    private final String where;
    private final Duration validity;
    private final int partBytes;

    GcsBucket(GcsStorage.Builder options) {
        bucket = options.bucket;
        endpoint = options.endpoint;
        where = "GCS bucket " + bucket + (endpoint == null ? "" : " at " + endpoint);
        validity = options.urlValidity;
        partBytes = options.partBytes;
        Credentials credentials = options.credentials == null ? found(where) : options.credentials;
        signer = signer(options.signer, credentials, where);
        Duration request = options.requestTimeout;
        StorageOptions.Builder client = StorageOptions.http()
                .setTransportOptions(HttpTransportOptions.newBuilder()
                        .setConnectTimeout(Math.toIntExact(options.connectTimeout.toMillis()))
                        .setReadTimeout(Math.toIntExact(request.toMillis()))
                        .build())
                .setRetrySettings(RetrySettings.newBuilder()
                        .setMaxAttempts(options.attempts)
                        .setInitialRetryDelayDuration(Duration.ofMillis(500))
                        .setRetryDelayMultiplier(2)
                        .setMaxRetryDelayDuration(Duration.ofSeconds(8))
                        .setInitialRpcTimeoutDuration(request)
                        .setMaxRpcTimeoutDuration(request)
                        .setTotalTimeoutDuration(request.multipliedBy(options.attempts))
                        .build())
                .setStorageRetryStrategy(new GcsRetries())
                .setCredentials(credentials)
                // Objects need none, and the SDK would ask the machine for one.
                .setProjectId("unused");
        if (endpoint != null) {
            client.setHost(endpoint.toString());
        }
        this.client = client.build().getService();
    }

    private static Credentials found(String where) {
        try {
            return GoogleCredentials.getApplicationDefault();
        } catch (IOException e) {
            throw VgiException.of(
                    Code.PERMISSION_DENIED,
                    where + ": found no credentials (" + e.getMessage()
                            + "), expected credentials(...) or the environment's GOOGLE_APPLICATION_CREDENTIALS",
                    e);
        }
    }

    private static ServiceAccountSigner signer(
            @Nullable ServiceAccountSigner given, Credentials credentials, String where) {
        if (given != null) {
            return given;
        }
        if (credentials instanceof ServiceAccountSigner able) {
            return able;
        }
        throw VgiException.invalidArgument(
                where + ": found " + credentials.getClass().getSimpleName()
                        + ", which cannot sign URLs, expected a service account's credentials, or signer(...) beside them");
    }

    Storage client() {
        return client;
    }

    BlobId id(String name) {
        return BlobId.of(bucket, name);
    }

    int partBytes() {
        return partBytes;
    }

    /** The object with this name, which the store may delete once its URL has expired. */
    BlobInfo.Builder object(String name) {
        return BlobInfo.newBuilder(id(name))
                .setCustomTimeOffsetDateTime(Instant.now().plus(validity).atOffset(ZoneOffset.UTC));
    }

    StoredObject signGet(String name) {
        return sign(name, HttpMethod.GET, Map.of());
    }

    /** Signs for a PUT with this content type. */
    StoredObject signPut(String name, String contentType) {
        return sign(name, HttpMethod.PUT, Map.of("Content-Type", contentType));
    }

    void delete(String name) {
        asking("delete " + name, () -> client.delete(id(name)));
    }

    /** Sends a request, and says what became of it in this library's terms. */
    <T> T asking(String what, Callable<T> request) {
        try {
            return request.call();
        } catch (VgiException e) {
            throw e;
        } catch (Exception e) {
            throw GcsFailures.of("cannot " + what + " in " + where, e);
        }
    }

    /** The signed headers are all that a PUT needs; the content type counts only as one of them. */
    private StoredObject sign(String name, HttpMethod method, Map<String, String> headers) {
        List<SignUrlOption> options = new ArrayList<>(List.of(
                SignUrlOption.withV4Signature(),
                SignUrlOption.httpMethod(method),
                SignUrlOption.signWith(signer),
                SignUrlOption.withPathStyle()));
        if (!headers.isEmpty()) {
            options.add(SignUrlOption.withExtHeaders(headers));
        }
        if (endpoint != null) {
            // Otherwise the URL has the host without its port.
            options.add(SignUrlOption.withHostName(endpoint.toString()));
        }
        // The date in a signature has whole seconds.
        Instant expires = Instant.now().truncatedTo(ChronoUnit.SECONDS).plus(validity);
        String url = asking("sign a URL", () -> client.signUrl(
                        BlobInfo.newBuilder(id(name)).build(),
                        validity.toSeconds(),
                        TimeUnit.SECONDS,
                        options.toArray(SignUrlOption[]::new))
                .toString());
        return new StoredObject(url, expires);
    }

    @Override
    public void close() {
        try {
            client.close();
        } catch (Exception e) {
            throw VgiException.of(Code.INTERNAL, where + ": the client did not close: " + e.getMessage(), e);
        }
    }

    @Override
    public String toString() {
        return where;
    }
}
