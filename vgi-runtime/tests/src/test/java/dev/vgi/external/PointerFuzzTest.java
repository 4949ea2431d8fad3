package dev.vgi.external;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.github.luben.zstd.Zstd;
import dev.vgi.FuzzTarget;
import dev.vgi.VgiException;
import dev.vgi.arrow.Batch;
import dev.vgi.arrow.Memory;
import dev.vgi.arrow.MemoryScope;
import dev.vgi.arrow.Metadata;
import dev.vgi.net.FetchUrl;
import dev.vgi.protocol.Keys;
import dev.vgi.protocol.LogBatch;
import dev.vgi.protocol.LogMessage;
import dev.vgi.protocol.LogSink;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.provider.MethodSource;

/** Pointers that a worker makes up, and stores that hold and answer anything. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PointerFuzzTest {
    private static final int LIMIT = 1 << 20;
    private static final FuzzTarget TARGET = new FuzzTarget("pointers", 64 << 20);

    /** Header values that a store may send and this test's store can. */
    private static final Pattern HEADER = Pattern.compile("[\\x20-\\x7e]{1,200}");

    private final Memory memory = Memory.create(0);
    private final ObjectServer store = new ObjectServer();
    private final Resolver whole = Resolver.open(config().build());
    private final Resolver byRanges =
            Resolver.open(config().parallelFromBytes(1).chunkBytes(64 << 10).build());

    /** What an input says: its first byte tells. */
    private enum Form {
        OBJECT,
        ZSTD,
        GZIP,
        BY_RANGES,
        BY_RANGES_IN_ZSTD,
        POINTER,
        HEADERS
    }

    @BeforeAll
    static void requireEngine() {
        FuzzTarget.requireEngine();
    }

    @AfterAll
    static void report() throws IOException {
        TARGET.report();
    }

    @AfterAll
    void close() {
        whole.close();
        byRanges.close();
        store.close();
        memory.close();
    }

    private FetchConfig.Builder config() {
        return FetchConfig.builder()
                .allowedHosts(Set.of(store.origin()))
                .maxFetchBytes(LIMIT)
                .maxDecompressedBytes(LIMIT)
                .attempts(1)
                .timeout(Duration.ofSeconds(10));
    }

    static Stream<byte[]> seeds() throws IOException {
        try (Memory memory = Memory.create(0)) {
            Metadata log = LogBatch.metadata(LogMessage.of(LogMessage.Level.INFO, "before"), "server", "");
            byte[] object = Objects.stream(20, Metadata.of("own", "value"), memory.allocator(), log);
            var zipped = new ByteArrayOutputStream();
            try (var gzip = new GZIPOutputStream(zipped)) {
                gzip.write(object);
            }
            return Stream.of(
                    with(Form.OBJECT, object),
                    with(Form.BY_RANGES, object),
                    with(Form.ZSTD, Zstd.compress(object)),
                    with(Form.BY_RANGES_IN_ZSTD, Zstd.compress(object)),
                    with(Form.GZIP, zipped.toByteArray()),
                    with(Form.POINTER, "https://bucket.s3.example/key?X-Amz-Date=20250601T120000Z&X-Amz-Expires=60"),
                    with(Form.POINTER, "http://127.0.0.1:1/object\n" + "ab".repeat(32)),
                    with(Form.HEADERS, "206\nContent-Range: bytes 0-0/100\nContent-Encoding: zstd"),
                    with(Form.HEADERS, "302\nLocation: /loop"),
                    with(Form.HEADERS, "200\nContent-Encoding: gzip, zstd\nContent-Length: 12"));
        }
    }

    @MethodSource("seeds")
    @FuzzTest
    void resolve(byte[] input) throws IOException {
        TARGET.run(input, () -> {
            if (input.length > 0) {
                Form form = Form.values()[(input[0] & 0xff) % Form.values().length];
                resolve(form, Arrays.copyOfRange(input, 1, input.length));
            }
        });
        assertThat(memory.allocatedBytes()).isZero();
    }

    private void resolve(Form form, byte[] bytes) {
        switch (form) {
            case OBJECT -> fetch(whole, ObjectServer.bytes(bytes));
            case ZSTD -> fetch(whole, ObjectServer.bytes(bytes, "Content-Encoding", "zstd"));
            case GZIP -> fetch(whole, ObjectServer.bytes(bytes, "Content-Encoding", "gzip"));
            case BY_RANGES -> fetch(byRanges, ObjectServer.bytes(bytes));
            case BY_RANGES_IN_ZSTD -> fetch(byRanges, ObjectServer.bytes(bytes, "Content-Encoding", "zstd"));
            case POINTER -> pointer(new String(bytes, StandardCharsets.ISO_8859_1).split("\n", 2));
            case HEADERS -> headers(new String(bytes, StandardCharsets.ISO_8859_1).split("\n", -1));
        }
    }

    private void fetch(Resolver resolver, ObjectServer.Answer answer) {
        resolve(resolver, Metadata.of(Keys.LOCATION, store.put("/object", answer)));
    }

    private void resolve(Resolver resolver, Metadata pointer) {
        try (MemoryScope scope = memory.scope("fuzz", 8L * LIMIT)) {
            Batch batch = Batch.empty(Objects.NUMBERS, memory.allocator()).withMetadata(pointer);
            resolver.resolve(batch, scope, LogSink.NONE, new ExternalFetchCounter())
                    .close();
        } catch (VgiException e) {
            assertThat(e).message().doesNotContain("X-Amz-Signature");
            throw e;
        }
    }

    /** A URL, and perhaps a digest. What would leave this machine is only parsed. */
    private void pointer(String[] lines) {
        FetchUrl url = FetchUrl.parse(lines[0]);
        var unused = SignedUrl.expiry(url);
        assertThat(FetchUrl.parse(url.origin() + url.target())).isEqualTo(url);
        if (url.scheme().equals("http")) {
            Map<String, String> metadata = new LinkedHashMap<>();
            metadata.put(Keys.LOCATION, lines[0]);
            if (lines.length > 1) {
                metadata.put(Keys.LOCATION_SHA256, lines[1]);
            }
            resolve(whole, Metadata.of(metadata));
        }
    }

    /** A status, and headers, of an answer without a body. */
    private void headers(String[] lines) {
        int status = lines[0].matches("[2-5]\\d\\d") ? Integer.parseInt(lines[0]) : 206;
        var headers = new LinkedHashMap<String, String>();
        for (int i = 1; i < lines.length; i++) {
            String[] parts = lines[i].split(": ", 2);
            if (parts.length == 2
                    && Set.of("Content-Range", "Content-Encoding", "Location").contains(parts[0])
                    && HEADER.matcher(parts[1]).matches()
                    && !parts[1].contains("//")) {
                headers.put(parts[0], parts[1]);
            }
        }
        String[] pairs = headers.entrySet().stream()
                .flatMap(header -> Stream.of(header.getKey(), header.getValue()))
                .toArray(String[]::new);
        fetch(byRanges, ObjectServer.status(status, pairs));
    }

    private static byte[] with(Form form, String text) {
        return with(form, text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static byte[] with(Form form, byte[] bytes) {
        byte[] input = new byte[1 + bytes.length];
        input[0] = (byte) form.ordinal();
        System.arraycopy(bytes, 0, input, 1, bytes.length);
        return input;
    }
}
