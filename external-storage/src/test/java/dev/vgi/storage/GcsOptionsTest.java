package dev.vgi.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.cloud.NoCredentials;
import dev.vgi.Code;
import dev.vgi.VgiException;
import dev.vgi.external.ObjectDescription;
import dev.vgi.external.UploadUrl;
import dev.vgi.net.ContentCoding;
import java.net.URI;
import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class GcsOptionsTest {
    @Test
    void bounds_areNamed() {
        refused(builder -> builder.partBytes(100), "partBytes is 100, expected 262144 to 536870912");
        refused(builder -> builder.partBytes(300_000), "partBytes is 300000, expected a multiple of 262144");
        refused(builder -> builder.bufferedParts(2000), "bufferedParts is 2000, expected 2 to 1024");
        refused(builder -> builder.attempts(0), "attempts is 0, expected 1 to 10");
        refused(builder -> builder.urlValidity(Duration.ofMillis(1)), "urlValidity is 1 ms, expected 1 s to 7 d");
        refused(builder -> builder.connectTimeout(Duration.ZERO), "connectTimeout is 0 s");
        refused(builder -> builder.requestTimeout(Duration.ZERO), "requestTimeout is 0 s");
        refused(builder -> builder.bucket("").build(), "bucket is empty");
        refused(builder -> builder.prefix("a//").build(), "prefix is 'a//'");
        refused(builder -> builder.endpoint(URI.create("https://host/?a")), "endpoint is https://host/");
    }

    @Test
    void credentialsThatCannotSign_needASigner() {
        refused(
                builder -> builder.credentials(NoCredentials.getInstance()).build(),
                "found NoCredentials, which cannot sign URLs, expected a service account's credentials, or signer");
    }

    @Test
    void googlesOwnEndpoint_isUsedWithoutOne() {
        try (GcsStorage storage = GcsStorage.builder()
                .bucket("my-batches")
                .credentials(NoCredentials.getInstance())
                .signer(TestAccount.create().credentials(URI.create("https://localhost")))
                .build()) {
            UploadUrl pair = storage.uploadUrl(ObjectDescription.arrow(ContentCoding.IDENTITY));
            assertThat(pair.downloadUrl()).startsWith("https://storage.googleapis.com/my-batches/vgi-rpc/");
            assertThat(pair.uploadUrl()).contains("X-Goog-SignedHeaders=content-type%3Bhost");
        }
    }

    private static void refused(Consumer<GcsStorage.Builder> setting, String message) {
        assertThatThrownBy(() -> setting.accept(GcsStorage.builder().bucket("batches")))
                .isInstanceOfSatisfying(
                        VgiException.class, e -> assertThat(e.code()).isEqualTo(Code.INVALID_ARGUMENT))
                .hasMessageContaining(message);
    }
}
