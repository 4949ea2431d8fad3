package dev.vgi.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.vgi.Code;
import dev.vgi.VgiException;
import dev.vgi.examples.store.LocalS3;
import dev.vgi.external.ExternalStorage;
import dev.vgi.external.ExternalUpload;
import dev.vgi.external.ObjectDescription;
import dev.vgi.net.ContentCoding;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;

class S3OptionsTest {
    @Test
    void bounds_areNamed() {
        refused(builder -> builder.partBytes(5_000_000), "partBytes is 5000000, expected 5242880 to 536870912");
        refused(builder -> builder.parallelParts(0), "parallelParts is 0, expected 1 to 64");
        refused(builder -> builder.bufferedParts(1), "bufferedParts is 1, expected 2 to 1024");
        refused(builder -> builder.attempts(11), "attempts is 11, expected 1 to 10");
        refused(builder -> builder.urlValidity(Duration.ofDays(8)), "urlValidity is 8 d, expected 1 s to 7 d");
        refused(builder -> builder.connectTimeout(Duration.ZERO), "connectTimeout is 0 s, expected 1 ms to 1 h");
        refused(builder -> builder.requestTimeout(Duration.ofHours(2)), "requestTimeout is 2 h");
        refused(builder -> builder.prefix("/a").build(), "prefix is '/a', expected at most 512 letters");
        refused(builder -> builder.prefix("a b/").build(), "prefix is 'a b/'");
        refused(builder -> builder.prefix("./a/").build(), "prefix is './a/'");
        refused(builder -> builder.prefix("a/./b").build(), "prefix is 'a/./b'");
        refused(builder -> builder.bucket(" ").build(), "bucket is empty");
        refused(builder -> builder.region(""), "region is empty");
        refused(
                builder -> {
                    for (int i = 0; i < 11; i++) {
                        builder.tag("tag" + i, "");
                    }
                },
                "number of tags is 11, expected 0 to 10");
    }

    @Test
    void endpoint_hasNoSecretsAndNoPath() {
        refused(
                builder -> builder.endpoint(URI.create("http://name:hidden@host:9000")),
                "endpoint is http://host:9000, expected scheme and host alone");
        refused(builder -> builder.endpoint(URI.create("http://host/path")), "endpoint is http://host/path");
        refused(builder -> builder.endpoint(URI.create("ftp://host")), "endpoint is ftp://host");
        refused(builder -> builder.endpoint(URI.create("host")), "endpoint is host");
    }

    @Test
    void amazonsOwnEndpoint_isUsedWithoutOne() {
        try (S3Storage storage = S3Storage.builder()
                .bucket("my-batches")
                .region("eu-central-1")
                .credentials(S3Store.credentials("key", "secret"))
                .build()) {
            assertThat(storage.uploadUrl(ObjectDescription.arrow(ContentCoding.IDENTITY))
                            .downloadUrl())
                    .startsWith("https://my-batches.s3.eu-central-1.amazonaws.com/vgi-rpc/");
        }
    }

    @Test
    void url_endsWithItsTemporaryCredentials() {
        Instant end = Instant.now().plusSeconds(60).truncatedTo(ChronoUnit.SECONDS);
        try (S3Storage storage = S3Storage.builder()
                .bucket("my-batches")
                .region("eu-central-1")
                .credentials(() -> AwsSessionCredentials.builder()
                        .accessKeyId("key")
                        .secretAccessKey("secret")
                        .sessionToken("token")
                        .expirationTime(end)
                        .build())
                .build()) {
            assertThat(storage.uploadUrl(ObjectDescription.arrow(ContentCoding.IDENTITY))
                            .expiresAt())
                    .isEqualTo(end);
        }
    }

    @Test
    void prefixAndTags_areSent() {
        LocalS3 server = LocalS3.start(0, StoreUnderTest.BUCKET);
        try (var store = new S3Store(server, server.endpoint(), LocalS3.ACCESS_KEY, LocalS3.SECRET_KEY);
                ExternalStorage storage = store.builder(store.setting())
                        .prefix("team-a/")
                        .pathStyle(true)
                        .build();
                ExternalUpload upload = storage.upload(ObjectDescription.arrow(ContentCoding.IDENTITY))) {
            upload.write(ByteBuffer.wrap(new byte[10]));
            upload.finish();
            assertThat(store.objects()).singleElement().asString().startsWith("team-a/");
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = ContentCoding.class,
            names = {"IDENTITY", "ZSTD"})
    void header_isLeftOutWhereItWouldBeEmpty(ContentCoding coding) throws Exception {
        List<String> empty = new CopyOnWriteArrayList<>();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", request -> {
            request.getRequestHeaders().forEach((name, values) -> {
                if (values.contains("")) {
                    empty.add(request.getRequestMethod() + " " + name);
                }
            });
            request.getRequestBody().readAllBytes();
            request.getResponseHeaders().add("ETag", "\"tag\"");
            byte[] answer = "<Result><UploadId>upload</UploadId></Result>".getBytes(StandardCharsets.UTF_8);
            request.sendResponseHeaders(200, answer.length);
            request.getResponseBody().write(answer);
            request.close();
        });
        server.start();
        try (ExternalStorage storage = S3Storage.builder()
                        .bucket("batches")
                        .endpoint(URI.create(
                                "http://127.0.0.1:" + server.getAddress().getPort()))
                        .credentials(S3Store.credentials("key", "secret"))
                        .partBytes(5 << 20)
                        .build();
                ExternalUpload whole = storage.upload(ObjectDescription.arrow(coding));
                ExternalUpload inParts = storage.upload(ObjectDescription.arrow(coding))) {
            whole.write(ByteBuffer.wrap(new byte[10]));
            whole.finish();
            inParts.write(ByteBuffer.wrap(new byte[6 << 20]));
            inParts.finish();
        } finally {
            server.stop(0);
        }
        assertThat(empty).isEmpty();
    }

    /** Stores differ in the status that they send with an error code. */
    @ParameterizedTest
    @CsvSource({
        "404, InvalidAccessKeyId, PERMISSION_DENIED",
        "404, SignatureDoesNotMatch, PERMISSION_DENIED",
        "400, ExpiredToken, PERMISSION_DENIED",
        "403, RequestTimeTooSkewed, PERMISSION_DENIED",
        "409, AccountProblem, PERMISSION_DENIED",
        "403, NoSuchBucket, NOT_FOUND",
        "400, BadDigest, DATA_LOSS",
        "400, EntityTooLarge, RESOURCE_EXHAUSTED",
        "503, SlowDown, UNAVAILABLE",
        "404, SomethingElse, NOT_FOUND",
        "400, SomethingElse, INTERNAL",
    })
    void errorCodeOfTheStore_decidesWhateverItsStatus(int status, String name, Code code) throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", request -> {
            request.getRequestBody().readAllBytes();
            byte[] answer =
                    ("<Error><Code>" + name + "</Code><Message>why</Message></Error>").getBytes(StandardCharsets.UTF_8);
            request.sendResponseHeaders(status, answer.length);
            request.getResponseBody().write(answer);
            request.close();
        });
        server.start();
        try (ExternalStorage storage = S3Storage.builder()
                        .bucket("batches")
                        .endpoint(URI.create(
                                "http://127.0.0.1:" + server.getAddress().getPort()))
                        .credentials(S3Store.credentials("key", "secret"))
                        .attempts(1)
                        .build();
                ExternalUpload upload = storage.upload(ObjectDescription.arrow(ContentCoding.IDENTITY))) {
            assertThatThrownBy(() -> {
                        upload.write(ByteBuffer.wrap(new byte[10]));
                        upload.finish();
                    })
                    .isInstanceOfSatisfying(
                            VgiException.class, e -> assertThat(e.code()).isEqualTo(code))
                    .hasMessageContaining(name);
        } finally {
            server.stop(0);
        }
    }

    @Test
    void uploads_shareAFixedAmountOfMemory() throws Exception {
        LocalS3 server = LocalS3.start(0, StoreUnderTest.BUCKET);
        try (var store = new S3Store(server, server.endpoint(), LocalS3.ACCESS_KEY, LocalS3.SECRET_KEY);
                ExternalStorage storage =
                        store.builder(store.setting()).bufferedParts(2).build()) {
            ExternalUpload first = storage.upload(ObjectDescription.arrow(ContentCoding.IDENTITY));
            ExternalUpload second = storage.upload(ObjectDescription.arrow(ContentCoding.IDENTITY));
            first.write(ByteBuffer.wrap(new byte[1]));
            second.write(ByteBuffer.wrap(new byte[1]));
            var third = java.util.concurrent.CompletableFuture.supplyAsync(() -> {
                try (ExternalUpload waiting = storage.upload(ObjectDescription.arrow(ContentCoding.IDENTITY))) {
                    waiting.write(ByteBuffer.wrap(new byte[1]));
                    return waiting.finish();
                }
            });
            assertThat(third).isNotDone();
            first.close();
            assertThat(third.get().url()).startsWith(server.endpoint().toString());
            second.close();
        }
    }

    @Test
    void closedStorage_saysSo() {
        LocalS3 server = LocalS3.start(0, StoreUnderTest.BUCKET);
        try (var store = new S3Store(server, server.endpoint(), LocalS3.ACCESS_KEY, LocalS3.SECRET_KEY)) {
            ExternalStorage storage = store.storage(store.setting());
            storage.close();
            try (ExternalUpload upload = storage.upload(ObjectDescription.arrow(ContentCoding.IDENTITY))) {
                assertThatThrownBy(() -> upload.write(ByteBuffer.wrap(new byte[10])))
                        .isInstanceOfSatisfying(
                                VgiException.class, e -> assertThat(e.code()).isEqualTo(Code.CANCELLED))
                        .hasMessageContaining("the storage was closed");
            }
        }
    }

    private static void refused(Consumer<S3Storage.Builder> setting, String message) {
        assertThatThrownBy(() -> setting.accept(S3Storage.builder().bucket("batches")))
                .isInstanceOfSatisfying(
                        VgiException.class, e -> assertThat(e.code()).isEqualTo(Code.INVALID_ARGUMENT))
                .hasMessageContaining(message)
                .hasMessageNotContaining("hidden");
    }
}
