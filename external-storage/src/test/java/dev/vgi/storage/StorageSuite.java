package dev.vgi.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.vgi.Code;
import dev.vgi.VgiException;
import dev.vgi.external.ExternalStorage;
import dev.vgi.external.ExternalUpload;
import dev.vgi.external.ObjectDescription;
import dev.vgi.external.StoredObject;
import dev.vgi.external.UploadUrl;
import dev.vgi.net.ContentCoding;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every store does, against a real one. Readers here have no credentials: only a URL. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class StorageSuite {
    private static final int PART = 5 << 20;

    private final HttpClient http = HttpClient.newHttpClient();
    private StoreUnderTest store;
    private ExternalStorage storage;

    abstract StoreUnderTest start() throws Exception;

    /** The emulator that does not check them is a server too. */
    boolean checksSignatures() {
        return true;
    }

    /** One that forgets a resumable upload when a connection breaks. */
    boolean resumesUploads() {
        return true;
    }

    @BeforeAll
    void startStore() throws Exception {
        store = start();
    }

    @AfterAll
    void stopStore() {
        if (store != null) {
            store.close();
        }
    }

    @BeforeEach
    void open() {
        storage = store.storage(store.setting());
    }

    @AfterEach
    void close() {
        storage.close();
        assertThat(store.unfinished()).isEmpty();
        store.clear();
    }

    // --- uploads ---

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 100_000, PART - 1, PART, PART + 1, 2 * PART, 3 * PART + 7})
    void object_isReadAsItWasWritten(int length) throws Exception {
        byte[] bytes = bytes(length);
        StoredObject stored = put(storage, ObjectDescription.arrow(ContentCoding.IDENTITY, length), bytes);
        assertThat(get(stored.url()).body()).isEqualTo(bytes);
        assertThat(stored.expiresAt()).isBetween(Instant.now(), Instant.now().plus(Duration.ofMinutes(10)));
    }

    @ParameterizedTest
    @EnumSource(ContentCoding.class)
    void object_keepsTypeAndCoding(ContentCoding coding) throws Exception {
        for (int length : new int[] {1000, PART + 1000}) {
            StoredObject stored = put(storage, ObjectDescription.arrow(coding), bytes(length));
            HttpResponse<byte[]> answer = http.send(
                    HttpRequest.newBuilder(URI.create(stored.url()))
                            .header("Accept-Encoding", "zstd, gzip")
                            .build(),
                    BodyHandlers.ofByteArray());
            assertThat(answer.headers().firstValue("content-type")).contains("application/vnd.apache.arrow.stream");
            if (coding == ContentCoding.IDENTITY) {
                assertThat(answer.headers().firstValue("content-encoding")).isEmpty();
            } else {
                assertThat(answer.headers().firstValue("content-encoding")).contains(coding.token());
            }
            assertThat(answer.body()).isEqualTo(bytes(length));
        }
    }

    @Test
    void object_isReadByRanges() throws Exception {
        byte[] bytes = bytes(PART + 100);
        StoredObject stored = put(storage, ObjectDescription.arrow(ContentCoding.IDENTITY), bytes);
        HttpResponse<byte[]> answer = http.send(
                HttpRequest.newBuilder(URI.create(stored.url()))
                        .header("Range", "bytes=" + (PART - 10) + "-" + (PART + 9))
                        .build(),
                BodyHandlers.ofByteArray());
        assertThat(answer.statusCode()).isEqualTo(206);
        assertThat(answer.headers().firstValue("content-range"))
                .contains("bytes " + (PART - 10) + "-" + (PART + 9) + "/" + bytes.length);
        assertThat(answer.body()).isEqualTo(java.util.Arrays.copyOfRange(bytes, PART - 10, PART + 10));
    }

    @Test
    void writer_mayReuseItsBuffer() throws Exception {
        ByteBuffer reused = ByteBuffer.allocateDirect(1 << 20);
        try (ExternalUpload upload = storage.upload(ObjectDescription.arrow(ContentCoding.IDENTITY))) {
            for (byte i = 0; i < 12; i++) {
                reused.clear();
                while (reused.hasRemaining()) {
                    reused.put(i);
                }
                reused.flip();
                upload.write(reused);
                assertThat(reused.hasRemaining()).isFalse();
            }
            byte[] body = get(upload.finish().url()).body();
            assertThat(body).hasSize(12 << 20);
            for (int i = 0; i < body.length; i += 4096) {
                assertThat(body[i]).isEqualTo((byte) (i >> 20));
            }
        }
    }

    @Test
    void largeObject_needsLittleMemory() throws Exception {
        int megabytes = 300;
        String url = LittleMemory.upload(store.recipe(), megabytes);
        HttpResponse<java.io.InputStream> answer =
                http.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofInputStream());
        assertThat(answer.statusCode()).isEqualTo(200);
        byte[] block = bytes(1 << 20);
        try (var body = answer.body()) {
            for (int i = 0; i < megabytes; i++) {
                assertThat(body.readNBytes(1 << 20)).isEqualTo(block);
            }
            assertThat(body.read()).isEqualTo(-1);
        }
    }

    @Test
    void names_areNeverTheSame() throws Exception {
        StoredObject one = put(storage, ObjectDescription.arrow(ContentCoding.IDENTITY), bytes(1));
        StoredObject other = put(storage, ObjectDescription.arrow(ContentCoding.ZSTD), bytes(1));
        assertThat(path(one.url())).isNotEqualTo(path(other.url())).matches(".*/vgi-rpc/[0-9a-f]{40}\\.arrow");
        assertThat(path(other.url())).endsWith(".arrow.zst");
    }

    // --- uploads that fail leave nothing ---

    @ParameterizedTest
    @ValueSource(ints = {0, 1000, PART, 4 * PART})
    void abandonedUpload_leavesNothing(int length) {
        var before = store.objects();
        try (ExternalUpload upload = storage.upload(ObjectDescription.arrow(ContentCoding.IDENTITY))) {
            upload.write(ByteBuffer.wrap(bytes(length)));
        }
        assertThat(store.objects()).isEqualTo(before);
        assertThat(store.unfinished()).isEmpty();
    }

    @Test
    void announcedLength_isKept() {
        var before = store.objects();
        for (int length : new int[] {1000, 2 * PART}) {
            try (ExternalUpload upload = storage.upload(ObjectDescription.arrow(ContentCoding.IDENTITY, length + 1))) {
                upload.write(ByteBuffer.wrap(bytes(length)));
                assertThatThrownBy(upload::finish)
                        .isInstanceOfSatisfying(
                                VgiException.class, e -> assertThat(e.code()).isEqualTo(Code.DATA_LOSS))
                        .hasMessageContaining(length + " bytes were written, expected the " + (length + 1));
            }
        }
        assertThat(store.objects()).isEqualTo(before);
        assertThat(store.unfinished()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1000, 2 * PART})
    void objectWithoutAUrl_isRemoved(int length) {
        var before = store.objects();
        try (ExternalStorage unsigned = store.storageThatCannotSign();
                ExternalUpload upload = unsigned.upload(ObjectDescription.arrow(ContentCoding.IDENTITY))) {
            upload.write(ByteBuffer.wrap(bytes(length)));
            assertThatThrownBy(upload::finish)
                    .isInstanceOf(VgiException.class)
                    .hasMessageContaining("cannot sign a URL")
                    .hasMessageContaining(StoreUnderTest.BUCKET);
            assertThat(store.objects()).hasSize(before.size() + 1);
        }
        assertThat(store.objects()).isEqualTo(before);
        assertThat(store.unfinished()).isEmpty();
    }

    @Test
    void storeThatGoesAwayHalfWay_isAnError_andNothingIsLeft() throws Exception {
        var before = store.objects();
        try (var way = new Forwarder(store.endpoint());
                ExternalStorage over = store.storage(
                        store.setting().withEndpoint(way.endpoint()).withAttempts(1))) {
            ExternalUpload upload = over.upload(ObjectDescription.arrow(ContentCoding.IDENTITY));
            upload.write(ByteBuffer.wrap(bytes(2 * PART)));
            way.cut();
            VgiException failure = catchThrowableOfType(VgiException.class, () -> {
                for (int i = 0; i < 8; i++) {
                    upload.write(ByteBuffer.wrap(bytes(PART)));
                }
                upload.finish();
            });
            assertThat(failure.code()).isIn(Code.UNAVAILABLE, Code.DEADLINE_EXCEEDED);
            assertThat(failure).hasMessageContaining("vgi-rpc/").hasMessageContaining(StoreUnderTest.BUCKET);
            withoutSecrets(failure);
            way.restore();
            upload.close();
        }
        assertThat(store.objects()).isEqualTo(before);
        assertThat(store.unfinished()).isEmpty();
    }

    @Test
    void retry_getsOverALostConnection() throws Exception {
        assumeTrue(resumesUploads(), "this server forgets the upload");
        byte[] bytes = bytes(3 * PART);
        try (var way = new Forwarder(store.endpoint());
                ExternalStorage over = store.storage(
                        store.setting().withEndpoint(way.endpoint()).withAttempts(4))) {
            way.cutAfter(PART / 2);
            StoredObject stored = put(over, ObjectDescription.arrow(ContentCoding.IDENTITY), bytes);
            assertThat(get(stored.url()).body()).isEqualTo(bytes);
        }
    }

    // --- URLs ---

    @Test
    void url_isOfNoUseToOthers() throws Exception {
        assumeTrue(checksSignatures(), "this server checks no signatures");
        StoredObject stored = put(storage, ObjectDescription.arrow(ContentCoding.IDENTITY), bytes(1000));
        StoredObject other = put(storage, ObjectDescription.arrow(ContentCoding.IDENTITY), bytes(1000));
        assertThat(get(stored.url()).statusCode()).isEqualTo(200);
        assertThat(get(path(stored.url())).statusCode()).as("anonymous").isEqualTo(403);
        assertThat(get(stored.url().replaceFirst("(?i)(Signature=)..", "$100")).statusCode())
                .as("another signature")
                .isEqualTo(403);
        assertThat(get(path(other.url()) + "?" + URI.create(stored.url()).getRawQuery())
                        .statusCode())
                .as("another object")
                .isEqualTo(403);
        assertThat(get(stored.url().replaceFirst("Expires=\\d+", "Expires=600000"))
                        .statusCode())
                .as("a longer validity")
                .isEqualTo(403);
        assertThat(put(stored.url(), "application/vnd.apache.arrow.stream", bytes(3)))
                .as("a write")
                .isEqualTo(403);
        assertThat(get(stored.url()).body()).isEqualTo(bytes(1000));
    }

    @Test
    void url_expires() throws Exception {
        assumeTrue(checksSignatures(), "this server checks no signatures");
        try (ExternalStorage brief = store.storage(store.setting().withUrlValidity(Duration.ofSeconds(2)))) {
            StoredObject stored = put(brief, ObjectDescription.arrow(ContentCoding.IDENTITY), bytes(10));
            assertThat(stored.expiresAt()).isBefore(Instant.now().plusSeconds(3));
            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> get(stored.url()).statusCode() != 200);
            assertThat(get(stored.url()).statusCode()).isIn(400, 403);
            assertThat(Instant.now()).isAfter(stored.expiresAt().minusMillis(1));
        }
    }

    @Test
    void uploadUrl_takesAnObjectFromSomebodyWithoutCredentials() throws Exception {
        byte[] bytes = bytes(PART + 3);
        UploadUrl pair = storage.uploadUrl(ObjectDescription.arrow(ContentCoding.IDENTITY));
        assertThat(get(pair.downloadUrl()).statusCode()).isEqualTo(404);
        assertThat(put(pair.uploadUrl(), ObjectDescription.ARROW_STREAM, bytes)).isBetween(200, 204);
        HttpResponse<byte[]> answer = get(pair.downloadUrl());
        assertThat(answer.body()).isEqualTo(bytes);
        assertThat(answer.headers().firstValue("content-type")).contains(ObjectDescription.ARROW_STREAM);
        assertThat(pair.toString()).doesNotContain("ignature");
    }

    @Test
    void uploadUrl_isForOneContentType() throws Exception {
        assumeTrue(checksSignatures(), "this server checks no signatures");
        UploadUrl pair = storage.uploadUrl(ObjectDescription.arrow(ContentCoding.IDENTITY));
        assertThat(put(pair.uploadUrl(), "text/html", bytes(10))).isEqualTo(403);
        assertThat(get(pair.uploadUrl()).statusCode()).isIn(400, 403);
        assertThat(put(pair.downloadUrl(), ObjectDescription.ARROW_STREAM, bytes(10)))
                .isEqualTo(403);
    }

    // --- what is wrong is said ---

    @Test
    void wrongBucket_isNamed() {
        fails(store.setting().withBucket("no-such-bucket"), Code.NOT_FOUND, e -> assertThat(e)
                .hasMessageContaining("no-such-bucket")
                .hasMessageContaining("expected a bucket that exists: see bucket"));
    }

    @Test
    void wrongCredentials_areRefused() {
        assumeTrue(checksSignatures(), "this server checks no signatures");
        fails(store.setting().withWrongCredentials(), Code.PERMISSION_DENIED, e -> assertThat(e)
                .hasMessageContaining("see credentials"));
    }

    @Test
    void unreachableStore_isNamed() {
        URI nowhere = Forwarder.unused();
        fails(store.setting().withEndpoint(nowhere), Code.UNAVAILABLE, e -> assertThat(e)
                .hasMessageContaining(nowhere.toString())
                .hasMessageContaining("see endpoint"));
    }

    @Test
    void description_hasNoSecrets() {
        assertThat(storage.toString()).contains(StoreUnderTest.BUCKET).doesNotContain(store.secrets());
    }

    private void fails(StoreUnderTest.Setting setting, Code code, Consumer<VgiException> message) {
        for (int length : new int[] {10, 3 * PART}) {
            try (ExternalStorage wrong = store.storage(setting);
                    ExternalUpload upload = wrong.upload(ObjectDescription.arrow(ContentCoding.IDENTITY))) {
                VgiException failure = catchThrowableOfType(VgiException.class, () -> {
                    upload.write(ByteBuffer.wrap(bytes(length)));
                    upload.finish();
                });
                assertThat(failure.code()).isEqualTo(code);
                message.accept(failure);
                withoutSecrets(failure);
            }
        }
    }

    private void withoutSecrets(Throwable failure) {
        var trace = new StringWriter();
        failure.printStackTrace(new PrintWriter(trace));
        assertThat(trace.toString()).doesNotContain(store.secrets()).doesNotContain("Signature=");
    }

    // --- a reader without credentials ---

    private HttpResponse<byte[]> get(String url) throws Exception {
        return http.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofByteArray());
    }

    private int put(String url, String contentType, byte[] bytes) throws Exception {
        return http.send(
                        HttpRequest.newBuilder(URI.create(url))
                                .header("Content-Type", contentType)
                                .PUT(BodyPublishers.ofByteArray(bytes))
                                .build(),
                        BodyHandlers.discarding())
                .statusCode();
    }

    private static StoredObject put(ExternalStorage storage, ObjectDescription description, byte[] bytes) {
        try (ExternalUpload upload = storage.upload(description)) {
            for (int from = 0; from < bytes.length; from += 700_001) {
                upload.write(ByteBuffer.wrap(bytes, from, Math.min(700_001, bytes.length - from)));
            }
            return upload.finish();
        }
    }

    private static String path(String url) {
        return url.substring(0, url.indexOf('?'));
    }

    static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        new Random(7).nextBytes(bytes);
        return bytes;
    }
}
