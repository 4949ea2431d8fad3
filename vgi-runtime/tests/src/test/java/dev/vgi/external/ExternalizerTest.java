package dev.vgi.external;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vgi.Code;
import dev.vgi.VgiException;
import dev.vgi.arrow.Batch;
import dev.vgi.arrow.ByteSource;
import dev.vgi.arrow.Memory;
import dev.vgi.arrow.Metadata;
import dev.vgi.net.ContentCoding;
import dev.vgi.net.DecodedSource;
import dev.vgi.protocol.Keys;
import dev.vgi.protocol.LogBatch;
import dev.vgi.protocol.LogMessage;
import dev.vgi.protocol.RequestScope;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ExternalizerTest {
    private final Memory memory = Memory.create();
    private final RequestScope scope = new RequestScope("", true);
    private final Store store = new Store();

    @AfterEach
    void allIsFreed() {
        assertThat(memory.allocatedBytes()).isZero();
        memory.close();
    }

    private StoreConfig.Builder config() {
        return StoreConfig.builder(store).thresholdBytes(1000);
    }

    private Metadata put(Externalizer externalizer, int count, Metadata... logs) throws IOException {
        try (Batch batch = Objects.numbers(count, memory.allocator())) {
            return externalizer.put(
                    Objects.NUMBERS, List.of(logs), batch, Metadata.of("own", "value"), scope, "method");
        }
    }

    @ParameterizedTest
    @EnumSource(ContentCoding.class)
    void object_holdsTheWholeCycle_andTheDigestIsOfWhatItWasBeforeCoding(ContentCoding coding) throws IOException {
        Metadata log = LogBatch.metadata(LogMessage.of(LogMessage.Level.INFO, "first"), "server", "");
        Metadata pointer = put(Externalizer.of(config().compression(coding).build()), 50_000, log);
        byte[] expected = Objects.stream(50_000, Metadata.of("own", "value"), memory.allocator(), log);
        assertThat(decoded(store.bytes.toByteArray(), coding)).isEqualTo(expected);
        assertThat(pointer.asMap())
                .containsOnlyKeys(Keys.LOCATION, Keys.LOCATION_SHA256)
                .containsEntry(Keys.LOCATION_SHA256, Objects.sha256(expected));
        assertThat(store.began.coding()).isEqualTo(coding);
        assertThat(store.began.length())
                .isEqualTo(coding == ContentCoding.IDENTITY ? OptionalLong.of(expected.length) : OptionalLong.empty());
        assertThat(scope.externalizedBytes()).isEqualTo(store.bytes.size());
        assertThat(store.events).startsWith("begin", "write").endsWith("write", "finish", "close");
    }

    @Test
    void threshold_isOfTheBuffersBytes() {
        Externalizer externalizer = Externalizer.of(config().build());
        try (Batch small = Objects.numbers(100, memory.allocator());
                Batch large = Objects.numbers(125, memory.allocator());
                Batch empty = Batch.empty(Objects.NUMBERS, memory.allocator())) {
            assertThat(externalizer.takes(small)).isFalse();
            assertThat(externalizer.takes(large)).isTrue();
            assertThat(Externalizer.of(config().thresholdBytes(0).build()).takes(empty))
                    .isFalse();
            assertThat(Externalizer.NONE.takes(large)).isFalse();
        }
    }

    @Test
    void answerOverTheCap_isRefusedBeforeAnythingIsUploaded() {
        Externalizer capped =
                Externalizer.of(config().maxExternalizedResponseBytes(2000).build());
        assertThatThrownBy(() -> put(capped, 1000))
                .isInstanceOfSatisfying(
                        VgiException.class, e -> assertThat(e.code()).isEqualTo(Code.RESOURCE_EXHAUSTED))
                .hasMessageContaining("max_externalized_response_bytes");
        assertThat(store.events).isEmpty();
    }

    @Test
    void uploadThatFailsHalfWay_isAborted_andSaysWhat() {
        store.failAfterBytes = 100_000;
        assertThatThrownBy(() -> put(Externalizer.of(config().build()), 50_000))
                .isInstanceOfSatisfying(
                        VgiException.class, e -> assertThat(e.code()).isEqualTo(Code.UNAVAILABLE))
                .hasMessageContaining("the answer of 'method'")
                .hasMessageContaining("the disk is full");
        assertThat(store.events).endsWith("close").doesNotContain("finish");
    }

    private static byte[] decoded(byte[] bytes, ContentCoding coding) throws IOException {
        var decoded = new ByteArrayOutputStream();
        try (DecodedSource source = coding.decoded(ByteSource.of(bytes))) {
            ByteBuffer block = ByteBuffer.allocate(64 << 10);
            while (source.read(block.clear()) >= 0) {
                decoded.write(Objects.bytes(block.flip()));
            }
        }
        return decoded.toByteArray();
    }

    /** Keeps the bytes of one object, and what was done with it. */
    private static final class Store implements ExternalStorage, ExternalUpload {
        private final List<String> events = new ArrayList<>();
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private ObjectDescription began;
        private long failAfterBytes = Long.MAX_VALUE;

        @Override
        public ExternalUpload upload(ObjectDescription object) {
            began = object;
            events.add("begin");
            return this;
        }

        @Override
        public void write(ByteBuffer buffer) {
            events.add("write");
            bytes.writeBytes(Objects.bytes(buffer));
            if (bytes.size() > failAfterBytes) {
                throw VgiException.unavailable("the disk is full", null);
            }
        }

        @Override
        public StoredObject finish() {
            events.add("finish");
            return new StoredObject("https://store.example.com/object", Instant.now());
        }

        @Override
        public UploadUrl uploadUrl(ObjectDescription object) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() {
            events.add("close");
        }
    }
}
