package dev.vgi.storage;

import dev.vgi.external.ExternalStorage;
import java.net.URI;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.S3Object;

/** A server that speaks S3's protocol. */
final class S3Store implements StoreUnderTest {
    private final AutoCloseable server;
    private final URI endpoint;
    private final String accessKey;
    private final String secretKey;
    private final S3Client owner;

    S3Store(AutoCloseable server, URI endpoint, String accessKey, String secretKey) {
        this.server = server;
        this.endpoint = endpoint;
        this.accessKey = accessKey;
        this.secretKey = secretKey;
        owner = S3Client.builder()
                .endpointOverride(endpoint)
                .forcePathStyle(true)
                .region(Region.US_EAST_1)
                .credentialsProvider(credentials(accessKey, secretKey))
                .httpClient(UrlConnectionHttpClient.create())
                .build();
    }

    static AwsCredentialsProvider credentials(String accessKey, String secretKey) {
        return StaticCredentialsProvider.create(AwsBasicCredentials.create(accessKey, secretKey));
    }

    S3Client owner() {
        return owner;
    }

    @Override
    public ExternalStorage storage(Setting setting) {
        return builder(setting).build();
    }

    /** Once there is a new object, the next who asks for credentials gets none: that is who signs. */
    @Override
    public ExternalStorage storageThatCannotSign() {
        AwsCredentialsProvider given = credentials(accessKey, secretKey);
        int before = objects().size();
        var refused = new AtomicBoolean();
        return builder(setting())
                .credentials(() -> {
                    if (objects().size() > before && !refused.getAndSet(true)) {
                        throw SdkClientException.create("there are no credentials for the moment");
                    }
                    return given.resolveCredentials();
                })
                .build();
    }

    S3Storage.Builder builder(Setting setting) {
        return S3Storage.builder()
                .bucket(setting.bucket())
                .endpoint(setting.endpoint())
                .credentials(credentials(accessKey, setting.valid() ? secretKey : "another-secret-key"))
                .partBytes(5 << 20)
                .urlValidity(setting.urlValidity())
                .attempts(setting.attempts());
    }

    @Override
    public URI endpoint() {
        return endpoint;
    }

    @Override
    public List<String> objects() {
        return owner.listObjectsV2Paginator(request -> request.bucket(BUCKET)).contents().stream()
                .map(S3Object::key)
                .toList();
    }

    @Override
    public void clear() {
        objects()
                .forEach(name ->
                        owner.deleteObject(request -> request.bucket(BUCKET).key(name)));
    }

    @Override
    public List<String> unfinished() {
        return owner.listMultipartUploads(request -> request.bucket(BUCKET)).uploads().stream()
                .map(MultipartUpload::key)
                .toList();
    }

    @Override
    public List<String> secrets() {
        return List.of(secretKey, "another-secret-key");
    }

    @Override
    public List<String> recipe() {
        return List.of("s3", endpoint.toString(), accessKey, secretKey);
    }

    @Override
    public void close() {
        owner.close();
        try {
            server.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
