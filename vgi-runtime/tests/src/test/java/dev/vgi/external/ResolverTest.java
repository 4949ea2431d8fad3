package dev.vgi.external;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import dev.vgi.Code;
import dev.vgi.ErrorKind;
import dev.vgi.VgiException;
import dev.vgi.arrow.Batch;
import dev.vgi.arrow.Memory;
import dev.vgi.arrow.MemoryScope;
import dev.vgi.arrow.Metadata;
import dev.vgi.protocol.ExternalRef;
import dev.vgi.protocol.Keys;
import dev.vgi.protocol.LogBatch;
import dev.vgi.protocol.LogMessage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResolverTest {
    private static final int CHUNK = 64 << 10;

    private final Memory memory = Memory.create();
    private final MemoryScope scope = memory.scope("test", 1L << 30);
    private final ObjectServer store = new ObjectServer();
    private final List<LogMessage> logs = new ArrayList<>();
    private final ExternalFetchCounter tally = new ExternalFetchCounter();

    @AfterEach
    void allIsFreed() {
        store.close();
        scope.close();
        assertThat(memory.allocatedBytes()).isZero();
        memory.close();
    }

    private FetchConfig.Builder config() {
        return FetchConfig.builder().allowedHosts(Set.of("http://127.0.0.1")).retryDelay(Duration.ofMillis(1));
    }

    private FetchConfig.Builder parallel() {
        return config().parallelFromBytes(CHUNK).chunkBytes(CHUNK).parallelRequests(4);
    }

    private byte[] object(int count) {
        return Objects.stream(count, Metadata.of("own", "value"), memory.allocator());
    }

    private Batch pointer(String url, String sha256) {
        return Batch.empty(Objects.NUMBERS, memory.allocator())
                .withMetadata(new ExternalRef(url, sha256).metadata().with("outer", "value"));
    }

    private Batch resolve(FetchConfig.Builder config, String url, String sha256) {
        try (Resolver resolver = Resolver.open(config.build())) {
            return resolver.resolve(pointer(url, sha256), scope, logs::add, tally);
        }
    }

    private void assertNumbers(Batch batch, int count) {
        try (batch) {
            assertThat(batch.rowCount()).isEqualTo(count);
            var numbers = (BigIntVector) batch.vector(0);
            for (int i = 0; i < count; i++) {
                assertThat(numbers.get(i)).isEqualTo(i);
            }
        }
    }

    private VgiException failure(FetchConfig.Builder config, String url, String sha256) {
        var thrown = new VgiException[1];
        assertThatThrownBy(() -> resolve(config, url, sha256).close())
                .isInstanceOfSatisfying(VgiException.class, e -> thrown[0] = e);
        assertThat(thrown[0]).message().doesNotContain("secret");
        assertThat(memory.allocatedBytes()).isZero();
        return thrown[0];
    }

    @Test
    void resolvedBatch_hasItsOwnMetadata_andWhereItCameFrom() {
        Metadata log = LogBatch.metadata(LogMessage.of(LogMessage.Level.WARN, "inside"), "server", "");
        byte[] bytes = Objects.stream(3, Metadata.of("own", "value"), memory.allocator(), log);
        String url = store.put("/object", ObjectServer.bytes(bytes));
        try (Batch batch = resolve(config(), url, Objects.sha256(bytes))) {
            assertThat(batch.rowCount()).isEqualTo(3);
            assertThat(batch.metadata().asMap())
                    .containsEntry("own", "value")
                    .containsEntry(Keys.LOCATION_SOURCE, url)
                    .containsKey(Keys.LOCATION_FETCH_MS)
                    .doesNotContainKeys("outer", Keys.LOCATION, Keys.LOCATION_SHA256);
        }
        assertThat(logs).extracting(LogMessage::message).containsExactly("inside");
        assertThat(tally.total().batches()).isEqualTo(1);
        assertThat(tally.total().bytes()).isEqualTo(bytes.length);
        assertThat(store.requests).containsExactly("GET /object bytes=0-0", "GET /object");
    }

    @Test
    void largeObject_comesByRanges() {
        byte[] bytes = object(100_000);
        String url = store.put("/object", ObjectServer.bytes(bytes));
        assertNumbers(resolve(parallel().hedgeFactor(0), url, Objects.sha256(bytes)), 100_000);
        int chunks = (bytes.length + CHUNK - 1) / CHUNK;
        assertThat(store.requests).hasSize(1 + chunks).allMatch(request -> request.startsWith("GET /object bytes="));
        assertThat(tally.total().bytes()).isEqualTo(bytes.length);
    }

    /** With and without a digest, and with what Arrow wants and the sender has left out. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void largeObject_isHeldOnce(boolean verified) {
        byte[] bytes = object(1_000_000);
        String url = store.put("/object", ObjectServer.bytes(bytes));
        try (MemoryScope tight = memory.scope("tight", bytes.length + bytes.length / 8);
                Resolver resolver = Resolver.open(parallel().build())) {
            Batch batch =
                    resolver.resolve(pointer(url, verified ? Objects.sha256(bytes) : null), tight, logs::add, tally);
            assertThat(tight.allocator().getPeakMemoryAllocation()).isLessThan(bytes.length + bytes.length / 8);
            assertNumbers(batch, 1_000_000);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void codedObject_isDecoded(boolean byRanges) throws IOException {
        byte[] bytes = object(100_000);
        var gzip = new ByteArrayOutputStream();
        try (var coder = new GZIPOutputStream(gzip)) {
            coder.write(bytes);
        }
        String sha256 = Objects.sha256(bytes);
        FetchConfig.Builder config = byRanges ? parallel() : config();
        String zstd = store.put("/zstd", ObjectServer.bytes(Zstd.compress(bytes), "Content-Encoding", "zstd"));
        assertNumbers(resolve(config, zstd, sha256), 100_000);
        String zipped = store.put("/gzip", ObjectServer.bytes(gzip.toByteArray(), "Content-Encoding", "gzip"));
        assertNumbers(resolve(config, zipped, sha256), 100_000);
    }

    @Test
    void storeWithoutRanges_sendsTheObjectAtOnce() {
        byte[] bytes = object(100_000);
        String url = store.put("/object", ObjectServer.withoutRanges(bytes));
        assertNumbers(resolve(parallel(), url, Objects.sha256(bytes)), 100_000);
        assertThat(store.requests).containsExactly("GET /object bytes=0-0");
    }

    @Test
    void pointerWithoutDigest_isFollowed() {
        String url = store.put("/object", ObjectServer.bytes(object(5)));
        assertNumbers(resolve(config(), url, null), 5);
    }

    @Test
    void storeThatIsBusy_isAskedAgain() {
        byte[] bytes = object(5);
        var asked = new AtomicInteger();
        String url = store.put(
                "/object",
                request -> (asked.incrementAndGet() < 3 ? ObjectServer.status(503) : ObjectServer.bytes(bytes))
                        .send(request));
        assertNumbers(resolve(config(), url, null), 5);
        asked.set(-10);
        assertThat(failure(config(), url, null).code()).isEqualTo(Code.UNAVAILABLE);
    }

    @Test
    void expiredUrl_saysSo_andWhen() {
        String url = store.put("/object", ObjectServer.status(403));
        VgiException plain = failure(config(), url, null);
        assertThat(plain.code()).isEqualTo(Code.PERMISSION_DENIED);
        assertThat(plain.kind()).isEqualTo(ErrorKind.EXTERNAL_URL_EXPIRED);
        VgiException dated = failure(config(), url + "&X-Amz-Date=20200102T030405Z&X-Amz-Expires=3600", null);
        assertThat(dated).hasMessageContaining("expired at 2020-01-02T04:04:05Z");
    }

    @Test
    void deletedObject_isNotFound() {
        assertThat(failure(config(), store.origin() + "/gone", null).code()).isEqualTo(Code.NOT_FOUND);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void alteredObject_isDataLoss(boolean byRanges) {
        byte[] bytes = object(100_000);
        String sha256 = Objects.sha256(bytes);
        bytes[bytes.length / 2] ^= 1;
        String url = store.put("/object", ObjectServer.bytes(bytes));
        VgiException e = failure(byRanges ? parallel() : config(), url, sha256);
        assertThat(e.code()).isEqualTo(Code.DATA_LOSS);
        assertThat(e).hasMessageContaining("was altered");
    }

    @Test
    void objectThatWasCut_isDataLoss() {
        byte[] bytes = object(1000);
        String url = store.put("/object", ObjectServer.bytes(Arrays.copyOf(bytes, 4000)));
        assertThat(failure(config(), url, Objects.sha256(bytes)))
                .hasMessageContaining("was altered")
                .extracting(VgiException::code)
                .isEqualTo(Code.DATA_LOSS);
        assertThat(failure(config(), url, null).code()).isEqualTo(Code.DATA_LOSS);
    }

    @Test
    void answerThatBreaksOff_isTriedAgain_andThenUnavailable() {
        byte[] bytes = object(1000);
        String url = store.put("/object", request -> {
            request.sendResponseHeaders(200, bytes.length);
            request.getResponseBody().write(bytes, 0, 4000);
            request.getResponseBody().flush();
            throw new IOException("hangs up");
        });
        assertThat(failure(config(), url, Objects.sha256(bytes)).code()).isEqualTo(Code.UNAVAILABLE);
        assertThat(store.requests).hasSize(3);
    }

    @Test
    void unreachableStore_isUnavailable() throws IOException {
        int port;
        try (var taken = new ServerSocket(0)) {
            port = taken.getLocalPort();
        }
        assertThat(failure(config(), "http://127.0.0.1:" + port + "/object", null)
                        .code())
                .isEqualTo(Code.UNAVAILABLE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://example.com/object",
                "https://127.0.0.1:%d/object",
                "https://localhost:%d/object",
                "https://[::1]:%d/object",
                "https://[::ffff:10.0.0.1]/object",
                "https://169.254.169.254/latest/meta-data",
                "file:///etc/passwd",
                "https://user:secret@example.com/object"
            })
    void serverThatIsNotAllowed_isNotConnectedTo(String url) {
        VgiException e = failure(FetchConfig.builder(), String.format(url, store.port()), null);
        assertThat(e.code()).isEqualTo(Code.PERMISSION_DENIED);
        assertThat(e).hasMessageContaining("URL rejected");
        assertThat(store.requests).isEmpty();
    }

    @Test
    void serverThatIsAllowedOverHttp_isNotConnectedToOverHttps() {
        VgiException e = failure(config(), "https://127.0.0.1:" + store.port() + "/object", null);
        assertThat(e.code()).isEqualTo(Code.PERMISSION_DENIED);
        assertThat(e)
                .hasMessageContaining("URL rejected: 'https://127.0.0.1:")
                .hasMessageContaining("allowedHosts")
                .hasMessageContaining("[http://127.0.0.1]");
    }

    @ParameterizedTest
    @CsvSource({
        "400, INVALID_ARGUMENT, does not take it",
        "401, PERMISSION_DENIED, has expired",
        "403, PERMISSION_DENIED, has expired",
        "404, NOT_FOUND, is not there",
        "307, FAILED_PRECONDITION, 307",
        "413, RESOURCE_EXHAUSTED, maxUploadBytes",
        "429, UNAVAILABLE, 429",
        "503, UNAVAILABLE, 503"
    })
    void uploadThatTheStoreRefuses_isAnErrorByItsStatus(int status, Code code, String message) {
        String url = store.put("/object", ObjectServer.status(status));
        try (Resolver resolver = Resolver.open(config().build())) {
            assertThatThrownBy(() -> resolver.put(url, "text/plain", List.of(ByteBuffer.allocate(10))))
                    .isInstanceOfSatisfying(VgiException.class, e -> {
                        assertThat(e.code()).isEqualTo(code);
                        assertThat(e.isRetryable()).isEqualTo(code == Code.UNAVAILABLE);
                    })
                    .hasMessageContaining(message)
                    .hasMessageNotContaining("secret");
        }
    }

    @Test
    void uploadToNowhere_saysThatItIsOne() throws IOException {
        int port;
        try (var taken = new ServerSocket(0)) {
            port = taken.getLocalPort();
        }
        try (Resolver resolver = Resolver.open(config().build())) {
            assertThatThrownBy(() -> resolver.put(
                            "http://127.0.0.1:" + port + "/object", "text/plain", List.of(ByteBuffer.allocate(1))))
                    .isInstanceOfSatisfying(
                            VgiException.class, e -> assertThat(e.code()).isEqualTo(Code.UNAVAILABLE))
                    .hasMessageStartingWith("a request cannot be uploaded to http://127.0.0.1:" + port + "/object");
        }
    }

    @Test
    void uploadThatStalls_isGivenUpAtTheDeadline() {
        var forgotten = new CountDownLatch(1);
        String url = store.put("/object", request -> {
            var unused = forgotten.await(30, TimeUnit.SECONDS);
        });
        try (Resolver resolver =
                Resolver.open(config().timeout(Duration.ofMillis(200)).build())) {
            assertThatThrownBy(() -> resolver.put(url, "text/plain", List.of(ByteBuffer.allocate(1))))
                    .isInstanceOfSatisfying(
                            VgiException.class, e -> assertThat(e.code()).isEqualTo(Code.DEADLINE_EXCEEDED))
                    .hasMessageStartingWith("uploading a request took longer than");
        } finally {
            forgotten.countDown();
        }
    }

    @Test
    void redirect_isFollowed_butNotToWhereItMustNotLead() {
        byte[] bytes = object(5);
        store.put("/object", ObjectServer.bytes(bytes));
        String near = store.put("/near", ObjectServer.status(302, "Location", "/object"));
        assertNumbers(resolve(config(), near, null), 5);
        store.requests.clear();
        String far =
                store.put("/far", ObjectServer.status(302, "Location", "http://localhost:" + store.port() + "/object"));
        assertThat(failure(config(), far, null).code()).isEqualTo(Code.PERMISSION_DENIED);
        String inward = store.put(
                "/inward", ObjectServer.status(307, "Location", "https://localhost:" + store.port() + "/object"));
        assertThat(failure(config(), inward, null).code()).isEqualTo(Code.PERMISSION_DENIED);
        assertThat(store.requests).noneMatch(request -> request.contains("/object"));
        String loop = store.put("/loop", ObjectServer.status(302, "Location", "/loop"));
        assertThat(failure(config(), loop, null)).hasMessageContaining("redirect limit");
    }

    @Test
    void nestedPointer_isRefused() {
        Metadata nested = new ExternalRef("https://example.com/other", null).metadata();
        String url =
                store.put("/object", ObjectServer.bytes(Objects.stream(1, Metadata.EMPTY, memory.allocator(), nested)));
        assertThat(failure(config(), url, null)).hasMessageContaining("nested");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void zipBomb_isRefusedBeforeItIsAllDecoded(boolean byRanges) {
        byte[] bomb = Zstd.compress(object(2_000_000));
        String url = store.put("/object", ObjectServer.bytes(bomb, "Content-Encoding", "zstd"));
        VgiException e = failure((byRanges ? parallel() : config()).maxDecompressedBytes(1 << 20), url, null);
        assertThat(e.code()).isEqualTo(Code.RESOURCE_EXHAUSTED);
    }

    @Test
    void objectOverTheLimit_isRefused_whetherItSaysSoOrNot() {
        byte[] bytes = object(10_000);
        String honest = store.put("/honest", ObjectServer.bytes(bytes));
        String silent = store.put("/silent", request -> {
            request.sendResponseHeaders(200, 0);
            request.getResponseBody().write(bytes);
        });
        for (String url : List.of(honest, silent)) {
            VgiException e = failure(config().maxFetchBytes(20_000), url, null);
            assertThat(e.code()).isEqualTo(Code.RESOURCE_EXHAUSTED);
            assertThat(e).hasMessageContaining("max_fetch_bytes");
        }
    }

    @Test
    void rangeOtherThanAskedFor_isDataLoss() {
        byte[] bytes = object(100_000);
        String url = store.put("/object", request -> {
            String range = request.getRequestHeaders().getFirst("Range");
            if (range.equals("bytes=0-0")) {
                ObjectServer.bytes(bytes).send(request);
                return;
            }
            request.getResponseHeaders().add("Content-Range", "bytes 0-" + (CHUNK - 1) + "/" + bytes.length);
            request.sendResponseHeaders(206, CHUNK);
            request.getResponseBody().write(bytes, 0, CHUNK);
        });
        assertThat(failure(parallel(), url, null).code()).isEqualTo(Code.DATA_LOSS);
    }

    @Test
    void rangeThatIsLate_isAskedForASecondTime() {
        byte[] bytes = object(100_000);
        var forgotten = new CountDownLatch(1);
        var late = new AtomicInteger();
        var waitedInVain = new AtomicBoolean();
        String range = "bytes=" + 2 * CHUNK + "-" + (3 * CHUNK - 1);
        String url = store.put("/object", request -> {
            if (range.equals(request.getRequestHeaders().getFirst("Range")) && late.getAndIncrement() == 0) {
                waitedInVain.set(!forgotten.await(30, TimeUnit.SECONDS));
            }
            ObjectServer.bytes(bytes).send(request);
        });
        try {
            assertNumbers(resolve(parallel().hedgeAfter(Duration.ofMillis(20)), url, Objects.sha256(bytes)), 100_000);
            assertThat(late).hasValue(2);
            assertThat(waitedInVain).isFalse();
        } finally {
            forgotten.countDown();
        }
    }

    @Test
    void rangeThatIsLate_isWaitedFor_whereThereIsNoMemoryToAskASecondTime() {
        byte[] bytes = object(100_000);
        var late = new AtomicInteger();
        String range = "bytes=" + 2 * CHUNK + "-" + (3 * CHUNK - 1);
        String url = store.put("/object", request -> {
            if (range.equals(request.getRequestHeaders().getFirst("Range"))) {
                late.getAndIncrement();
                var slow = new CountDownLatch(1).await(300, TimeUnit.MILLISECONDS);
                assertThat(slow).isFalse();
            }
            ObjectServer.bytes(bytes).send(request);
        });
        long object = 1 << 20;
        try (BufferAllocator small = memory.allocator().newChildAllocator("small", 0, object + CHUNK / 2);
                MemoryScope tight = MemoryScope.of(small);
                Resolver resolver = Resolver.open(
                        parallel().hedgeAfter(Duration.ofMillis(20)).build())) {
            assertNumbers(resolver.resolve(pointer(url, Objects.sha256(bytes)), tight, logs::add, tally), 100_000);
        }
        assertThat(late).hasValue(1);
    }

    @Test
    void storeThatStalls_isGivenUpAtTheDeadline() {
        var forgotten = new CountDownLatch(1);
        String url = store.put("/object", request -> {
            var unused = forgotten.await(30, TimeUnit.SECONDS);
        });
        try {
            assertThat(failure(config().timeout(Duration.ofMillis(200)), url, null)
                            .code())
                    .isEqualTo(Code.DEADLINE_EXCEEDED);
        } finally {
            forgotten.countDown();
        }
    }

    @Test
    void refusalWhoseTextTrickles_isNotReadBeyondTheDeadline() throws InterruptedException {
        var left = new CountDownLatch(1);
        String url = store.put("/object", request -> {
            request.sendResponseHeaders(410, 0);
            try {
                for (int i = 0; i < 1000 && !left.await(20, TimeUnit.MILLISECONDS); i++) {
                    request.getResponseBody().write('x');
                    request.getResponseBody().flush();
                }
            } catch (IOException e) {
                left.countDown();
            }
        });
        assertThat(failure(config().timeout(Duration.ofMillis(500)), url, null).code())
                // The latter where this machine is so busy that not even the status comes in time.
                .isIn(Code.NOT_FOUND, Code.DEADLINE_EXCEEDED);
        assertThat(left.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void objectWithOtherColumns_isDataLoss() {
        String url = store.put("/object", ObjectServer.bytes(object(5)));
        var other = new Schema(List.of(Field.nullable("other", new ArrowType.Int(64, true))));
        try (Resolver resolver = Resolver.open(config().build())) {
            Batch pointer = Batch.empty(other, memory.allocator()).withMetadata(new ExternalRef(url, null).metadata());
            assertThatThrownBy(() -> resolver.resolve(pointer, scope, logs::add, tally))
                    .hasMessageContaining("expected those of its pointer");
        }
    }

    @Test
    void serverThatFetchesNothing_saysHowToChangeThat() {
        try (Resolver resolver = Resolver.refusing()) {
            assertThatThrownBy(() -> resolver.resolve(pointer(store.origin(), null), scope, logs::add, tally))
                    .isInstanceOfSatisfying(
                            VgiException.class, e -> assertThat(e.code()).isEqualTo(Code.FAILED_PRECONDITION))
                    .hasMessageContaining("external(FetchConfig)");
        }
    }
}
