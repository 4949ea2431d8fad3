package dev.vgi.external;

import dev.vgi.Code;
import dev.vgi.VgiException;
import dev.vgi.arrow.Batch;
import dev.vgi.arrow.FrameWriter;
import dev.vgi.arrow.IpcWriter;
import dev.vgi.arrow.Metadata;
import dev.vgi.net.CodingSink;
import dev.vgi.net.ContentCoding;
import dev.vgi.protocol.ExternalRef;
import dev.vgi.protocol.RequestScope;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Puts batches that are too large for the wire into a store, and pointers in their place (specification, section 12).
 * What is written is streamed to the store straight from the batch's buffers. Thread-safe.
 */
public final class Externalizer {
    /** Leaves every batch where it is. */
    public static final Externalizer NONE = new Externalizer(null);

    private final @Nullable StoreConfig config;

    private Externalizer(@Nullable StoreConfig config) {
        this.config = config;
    }

    public static Externalizer of(StoreConfig config) {
        return new Externalizer(config);
    }

    /** Whether there is a store. */
    public boolean isEnabled() {
        return config != null;
    }

    /** The most bytes that one answer may put into the store; {@link Long#MAX_VALUE} for no limit. */
    public long maxExternalizedResponseBytes() {
        return config == null ? Long.MAX_VALUE : config.maxExternalizedResponseBytes;
    }

    /** The largest request that clients may upload; 0 where they may upload none. */
    public long maxUploadBytes() {
        return config == null || !config.uploadUrls ? 0 : config.maxUploadBytes;
    }

    /** A pair of URLs for a request; see {@link ExternalStorage#uploadUrl}. */
    public UploadUrl uploadUrl() {
        return required().storage.uploadUrl(ObjectDescription.arrow(ContentCoding.IDENTITY));
    }

    /**
     * Writes one output cycle: as it is, or a pointer to an object that holds all of it.
     *
     * @param logs the log lines of the cycle as batch metadata
     * @param data the batch, which stays the caller's
     * @param metadata in the place of the batch's own
     * @param scope is told how many bytes went to the store
     * @param method for messages
     * @throws VgiException RESOURCE_EXHAUSTED over {@link StoreConfig.Builder#maxExternalizedResponseBytes}, before
     *     anything is uploaded; what the store says, and then it holds nothing of the object
     */
    public void write(
            IpcWriter out, List<Metadata> logs, Batch data, Metadata metadata, RequestScope scope, String method)
            throws IOException {
        if (takes(data)) {
            out.writeEmpty(put(out.schema(), logs, data, metadata, scope, method));
            return;
        }
        for (Metadata line : logs) {
            out.writeEmpty(line);
        }
        out.write(data, metadata);
    }

    /**
     * Puts one output cycle into the store; parameters and errors as for {@link #write}.
     *
     * @return the metadata of the pointer that stands for it
     */
    public Metadata put(
            Schema schema, List<Metadata> logs, Batch data, Metadata metadata, RequestScope scope, String method)
            throws IOException {
        var cycle = new Cycle(schema, logs, data, metadata);
        long length = cycle.length();
        return upload(cycle, length, method, scope::externalized).metadata();
    }

    /**
     * Puts a batch into the store, to be answered with later: a unary method's result, one row of its result schema.
     * The object must live, and its URL be valid, for as long as that is done.
     *
     * @param data which stays the caller's
     */
    public ExternalRef publish(Batch data) {
        try {
            var cycle = new Cycle(data.schema(), List.of(), data, data.metadata());
            return upload(cycle, cycle.length(), "publish", sent -> {});
        } catch (IOException e) {
            throw VgiException.of(Code.INTERNAL, "a batch could not be written: " + e.getMessage(), e);
        }
    }

    /** Whether a batch goes to the store. Zero rows never do, and among them are pointers, logs and ends. */
    public boolean takes(Batch data) {
        return config != null && data.rowCount() > 0 && data.byteSize() >= config.thresholdBytes;
    }

    private ExternalRef upload(Cycle cycle, long length, String method, LongConsumer sent) throws IOException {
        StoreConfig store = required();
        if (length > store.maxExternalizedResponseBytes) {
            throw VgiException.builder(
                            Code.RESOURCE_EXHAUSTED,
                            "Externalized payload exceeds max_externalized_response_bytes (" + length + " > "
                                    + store.maxExternalizedResponseBytes + ") for method '" + method + "'")
                    .remote("ResponseTooLargeError", "")
                    .build();
        }
        ContentCoding coding = store.compression;
        ObjectDescription object = coding == ContentCoding.IDENTITY
                ? ObjectDescription.arrow(coding, length)
                : ObjectDescription.arrow(coding);
        MessageDigest digest = Sha256.create();
        var uploaded = new AtomicLong();
        try (ExternalUpload upload = store.storage.upload(object);
                CodingSink coder =
                        coding.encoding((buffers, count) -> uploaded.addAndGet(send(upload, buffers, count)), length)) {
            cycle.write(new FrameWriter((buffers, count) -> {
                for (int i = 0; i < count; i++) {
                    digest.update(buffers[i].duplicate());
                }
                coder.write(buffers, count);
            }));
            coder.finish();
            var ref = new ExternalRef(upload.finish().url(), HexFormat.of().formatHex(digest.digest()));
            sent.accept(uploaded.get());
            return ref;
        } catch (VgiException e) {
            throw e.withContext(
                    "the answer of '" + method + "', of " + length + " bytes, could not be put into the store");
        }
    }

    /** Returns how many bytes it has sent. */
    private static long send(ExternalUpload upload, ByteBuffer[] buffers, int count) {
        long bytes = 0;
        for (int i = 0; i < count; i++) {
            bytes += buffers[i].remaining();
            upload.write(buffers[i]);
        }
        return bytes;
    }

    private StoreConfig required() {
        if (config == null) {
            throw new IllegalStateException("there is no store");
        }
        return config;
    }

    /** One IPC stream: log lines, then the batch. */
    private record Cycle(Schema schema, List<Metadata> logs, Batch data, Metadata metadata) {
        /** The bytes that {@link #write} will write, found by writing them nowhere. */
        private long length() throws IOException {
            var counter = new FrameWriter((buffers, count) -> {
                for (int i = 0; i < count; i++) {
                    buffers[i].position(buffers[i].limit());
                }
            });
            write(counter);
            return counter.bytesWritten();
        }

        private void write(FrameWriter frames) throws IOException {
            try (var stream = new IpcWriter(frames, schema)) {
                for (Metadata line : logs) {
                    stream.writeEmpty(line);
                }
                stream.write(data, metadata);
                stream.end();
                frames.flush();
            }
        }
    }
}
