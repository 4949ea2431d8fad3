package dev.vgi.external;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.vgi.Code;
import dev.vgi.VgiException;
import dev.vgi.arrow.Batch;
import dev.vgi.arrow.Memory;
import dev.vgi.arrow.MemoryScope;
import dev.vgi.arrow.Metadata;
import dev.vgi.protocol.ExternalRef;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Stores that answer otherwise than Amazon's, and may. */
class OddStoreTest {
    private static final int ROWS = 30_000;
    private static final int CHUNK = 64 << 10;

    private final Memory memory = Memory.create();
    private final MemoryScope scope = memory.scope("test", 1L << 30);
    private final ObjectServer store = new ObjectServer();
    private final byte[] object = Objects.stream(ROWS, Metadata.EMPTY, memory.allocator());

    @AfterEach
    void allIsFreed() {
        store.close();
        scope.close();
        assertThat(memory.allocatedBytes()).isZero();
        memory.close();
    }

    private static FetchConfig config() {
        return FetchConfig.builder()
                .allowedHosts(Set.of("http://127.0.0.1"))
                .retryDelay(Duration.ofMillis(1))
                .parallelFromBytes(CHUNK)
                .chunkBytes(CHUNK)
                .hedgeFactor(0)
                .build();
    }

    private void read(String url) {
        try (Resolver resolver = Resolver.open(config());
                Batch pointer = Batch.empty(Objects.NUMBERS, memory.allocator())
                        .withMetadata(new ExternalRef(url, Objects.sha256(object)).metadata());
                Batch batch = resolver.resolve(pointer, scope, log -> {}, new ExternalFetchCounter())) {
            assertThat(batch.rowCount()).isEqualTo(ROWS);
        }
    }

    private VgiException failure(String url) {
        return catchThrowableOfType(VgiException.class, () -> read(url));
    }

    /** The range that was asked for, with more on both sides as far as there is any. */
    private ObjectServer.Answer wider(int more) {
        return request -> {
            String[] asked = request.getRequestHeaders()
                    .getFirst("Range")
                    .substring("bytes=".length())
                    .split("-");
            int first = Math.max(0, Integer.parseInt(asked[0]) - more);
            int last = Math.min(object.length - 1, Integer.parseInt(asked[1]) + more);
            byte[] part = Arrays.copyOfRange(object, first, last + 1);
            request.getResponseHeaders().add("Content-Range", "bytes " + first + "-" + last + "/" + object.length);
            request.sendResponseHeaders(206, part.length);
            request.getResponseBody().write(part);
        };
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 100, 100_000})
    void widerRangeThanAskedFor_isUsedAsFarAsItIsWanted(int more) {
        read(store.put("/object", wider(more)));
    }

    @Test
    void wholeObjectInPlaceOfARange_isNotAskedForAgain() {
        read(store.put("/object", wider(object.length)));
        assertThat(store.requests).containsExactly("GET /object bytes=0-0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes 0-0/*", "bytes=0-0/100", "bytes 1-1/100", "bytes 0-99/50", ""})
    void rangeOfNoUse_isRefusedOrDoneWithout(String named) {
        String url = store.put("/object", request -> {
            if (request.getRequestHeaders().containsKey("Range")) {
                request.getResponseHeaders().add("Content-Range", named);
                request.sendResponseHeaders(206, 1);
                request.getResponseBody().write(object, 0, 1);
            } else {
                request.sendResponseHeaders(200, object.length);
                request.getResponseBody().write(object);
            }
        });
        if (named.endsWith("*")) {
            read(url);
        } else {
            assertThat(failure(url).code()).isEqualTo(Code.DATA_LOSS);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"aws-chunked,gzip", "gzip, aws-chunked", "aws-chunked, identity, GZIP;x=1", "gzip"})
    void framingOfTheUploadAmongTheCodings_isPassedOver(String coding) throws IOException {
        var coded = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(coded)) {
            gzip.write(object);
        }
        String url = store.put("/object", ObjectServer.bytes(coded.toByteArray(), "Content-Encoding", coding));
        try (Resolver resolver = Resolver.open(config());
                Batch pointer = Batch.empty(Objects.NUMBERS, memory.allocator())
                        .withMetadata(new ExternalRef(url, null).metadata());
                Batch batch = resolver.resolve(pointer, scope, log -> {}, new ExternalFetchCounter())) {
            assertThat(batch.rowCount()).isEqualTo(ROWS);
        }
    }

    @Test
    void framingOfTheUploadAlone_isNoCoding() {
        read(store.put("/object", ObjectServer.bytes(object, "Content-Encoding", "aws-chunked")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip, zstd", "aws-chunked, br"})
    void codingsThatAreNotKnown_areNamed(String coding) {
        assertThat(failure(store.put("/object", ObjectServer.bytes(object, "Content-Encoding", coding))))
                .hasMessageContaining("'" + coding + "', expected zstd or gzip");
    }

    private static ObjectServer.Answer error(int status, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return request -> {
            request.getRequestBody().readAllBytes();
            request.sendResponseHeaders(status, bytes.length);
            request.getResponseBody().write(bytes);
        };
    }

    @ParameterizedTest
    @CsvSource({
        "404, InvalidAccessKeyId, PERMISSION_DENIED",
        "404, SignatureDoesNotMatch, PERMISSION_DENIED",
        "400, ExpiredToken, PERMISSION_DENIED",
        "500, RequestTimeTooSkewed, PERMISSION_DENIED",
        "409, AccountProblem, PERMISSION_DENIED",
        "403, NoSuchBucket, NOT_FOUND",
        "403, NoSuchKey, NOT_FOUND",
        "400, SlowDown, UNAVAILABLE",
        "400, RequestTimeout, UNAVAILABLE",
        "404, SomethingElse, NOT_FOUND",
        "403, SomethingElse, PERMISSION_DENIED",
    })
    void errorCodeOfTheStore_decidesWhateverItsStatus(int status, String name, Code code) {
        String url = store.put(
                "/object",
                error(
                        status,
                        "<?xml version=\"1.0\"?><Error><Code>" + name + "</Code><Message>That is &lt;why&gt;</Message>"
                                + "<StringToSign>planted</StringToSign><SignatureProvided>planted</SignatureProvided>"
                                + "</Error>"));
        VgiException fetched = failure(url);
        assertThat(fetched.code()).isEqualTo(code);
        assertThat(fetched)
                .hasMessageContaining("The store says: " + name + ": That is <why>")
                .hasMessageNotContaining("planted");
        try (Resolver resolver = Resolver.open(config())) {
            VgiException uploaded = catchThrowableOfType(
                    VgiException.class, () -> resolver.put(url, "text/plain", List.of(ByteBuffer.allocate(1))));
            assertThat(uploaded.code()).isEqualTo(code);
            assertThat(uploaded).hasMessageContaining("The store says: " + name).hasMessageNotContaining("planted");
        }
    }

    @Test
    void pageThatExplains_isRepeated() {
        String url = store.put(
                "/object",
                error(
                        400,
                        "<html><head><title>400 The plain HTTP request was sent to HTTPS port</title><style>b{}</style>"
                                + "</head>\r\n<body>See https://user:planted@host/x?sig=planted</body></html>"));
        assertThat(failure(url))
                .hasMessageContaining("400 The plain HTTP request was sent to HTTPS port See https://host/x")
                .hasMessageNotContaining("planted");
    }
}
