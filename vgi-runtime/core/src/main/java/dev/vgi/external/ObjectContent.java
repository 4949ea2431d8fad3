package dev.vgi.external;

import dev.vgi.ClientOption;
import dev.vgi.Code;
import dev.vgi.Message;
import dev.vgi.VgiException;
import dev.vgi.arrow.Batch;
import dev.vgi.arrow.ByteSource;
import dev.vgi.arrow.FrameReader;
import dev.vgi.arrow.IpcReader;
import dev.vgi.arrow.MemoryScope;
import dev.vgi.arrow.Validation;
import dev.vgi.net.BodyException;
import dev.vgi.net.BoundedSource;
import dev.vgi.net.ContentCoding;
import dev.vgi.net.DecodedSource;
import dev.vgi.net.FetchUrl;
import dev.vgi.protocol.BatchKind;
import dev.vgi.protocol.ErrorBatch;
import dev.vgi.protocol.ExternalFetchStats;
import dev.vgi.protocol.ExternalRef;
import dev.vgi.protocol.Keys;
import dev.vgi.protocol.LogBatch;
import dev.vgi.protocol.LogMessage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.LongSupplier;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What is inside of an object: one IPC stream with log lines and one batch, coded or not. It is decoded, bounded and
 * hashed as it arrives. What is not coded and in one piece of memory stays there, and is not held twice.
 *
 * @param url where it comes from, for messages
 * @param began when the fetch began, in the terms of {@link System#nanoTime()}
 */
record ObjectContent(
        FetchUrl url,
        ByteSource encoded,
        ContentCoding coding,
        ExternalRef ref,
        Schema schema,
        MemoryScope scope,
        FetchConfig config,
        long began) {
    /** What {@link BoundedSource} calls the bytes before decoding. */
    static final String FETCHED = "an externalized batch";

    private static final String DECODED = "a decompressed externalized batch";
    /** What a pointer has and a resolved batch has not. */
    static final Set<String> POINTER_KEYS = Set.of(Keys.LOCATION, Keys.LOCATION_SHA256);

    /**
     * Reads it to its end.
     *
     * @param received tells then how many bytes the store has sent
     */
    FetchedBatch read(LongSupplier received) {
        try (DecodedSource decoded = coding.decoded(encoded)) {
            var bytes = new DigestedSource(
                    new BoundedSource(decoded, config.maxDecompressedBytes, DECODED), ref.sha256() != null);
            var logs = new ArrayList<LogMessage>();
            Batch batch = verified(bytes, logs);
            return fetched(batch, logs, received.getAsLong());
        } catch (BodyException e) {
            throw failure(e);
        } catch (IOException e) {
            throw VgiException.unavailable("the object at " + url + " cannot be read: " + e.getMessage(), null);
        }
    }

    /** Whether an object of so many bytes, all in memory, needs no other. */
    boolean fitsInPlace(long length) {
        return coding == ContentCoding.IDENTITY && length <= Math.min(Integer.MAX_VALUE, config.maxDecompressedBytes);
    }

    /** Waits for an object that {@linkplain #fitsInPlace fits}, and makes its batch of the memory that it is in. */
    FetchedBatch readInPlace(RangedObject object) {
        MessageDigest digest = Sha256.create();
        ArrowBuf bytes = object.whole(ref.sha256() == null ? piece -> {} : digest::update);
        if (ref.sha256() != null) {
            compareDigest(HexFormat.of().formatHex(digest.digest()), null);
        }
        var logs = new ArrayList<LogMessage>();
        try {
            Batch batch = parsed(FrameReader.over(bytes, object.length(), config.limits()), logs);
            return fetched(matching(batch), logs, object.received());
        } catch (IOException e) {
            throw VgiException.of(Code.INTERNAL, "the object at " + url + " cannot be read: " + e.getMessage(), e);
        }
    }

    private FetchedBatch fetched(Batch batch, List<LogMessage> logs, long received) {
        Duration time = Duration.ofNanos(System.nanoTime() - began);
        String millis = String.format(Locale.ROOT, "%.1f", time.toNanos() / 1e6);
        return new FetchedBatch(
                batch.withMetadata(batch.metadata()
                        .without(POINTER_KEYS)
                        .with(Keys.LOCATION_FETCH_MS, millis)
                        .with(Keys.LOCATION_SOURCE, ref.url())),
                logs,
                new ExternalFetchStats(1, received, time));
    }

    private Batch verified(DigestedSource bytes, ArrayList<LogMessage> logs) throws IOException {
        Batch batch;
        try {
            batch = parsed(new FrameReader(bytes, config.limits()), logs);
        } catch (VgiException e) {
            if (e.code() == Code.DATA_LOSS) {
                // What cannot be made sense of is most likely not what was written.
                checkDigest(bytes, e);
            }
            throw e;
        }
        try {
            checkDigest(bytes, null);
        } catch (Throwable e) {
            batch.close();
            throw e;
        }
        return matching(batch);
    }

    private Batch matching(Batch batch) {
        if (!SchemaMatch.matches(schema, batch.schema())) {
            batch.close();
            throw VgiException.dataLoss("the object at " + url + " has the columns " + batch.schema()
                    + ", expected those of its pointer, " + schema);
        }
        return batch;
    }

    private Batch parsed(FrameReader frames, ArrayList<LogMessage> logs) throws IOException {
        Batch data = null;
        try (IpcReader stream = IpcReader.open(frames, scope, Validation.FULL)) {
            for (Batch batch = stream.next(); batch != null; batch = stream.next()) {
                if (isData(batch, logs)) {
                    if (data != null) {
                        batch.close();
                        throw VgiException.dataLoss(
                                "the object at " + url + " has more than one data batch, expected one");
                    }
                    data = batch;
                } else {
                    batch.close();
                }
            }
            if (data == null) {
                throw VgiException.dataLoss("the object at " + url + " has no data batch, expected one");
            }
            return data;
        } catch (Throwable e) {
            if (data != null) {
                data.close();
            }
            throw e;
        }
    }

    private boolean isData(Batch batch, ArrayList<LogMessage> logs) {
        try {
            if (batch.metadata().contains(Keys.LOCATION)) {
                throw VgiException.dataLoss(
                        "the object at " + url + " holds a pointer to another object (nested), which is not followed");
            }
            BatchKind kind = BatchKind.of(batch);
            if (kind == BatchKind.LOG) {
                logs.add(LogBatch.message(batch.metadata()));
                return false;
            }
            if (kind == BatchKind.ERROR) {
                throw ErrorBatch.exception(batch.metadata(), "");
            }
            return true;
        } catch (VgiException e) {
            batch.close();
            throw e;
        }
    }

    /** Reads what is left, whose end also frees the connection, and compares. */
    private void checkDigest(DigestedSource bytes, @Nullable VgiException cause) throws IOException {
        ByteBuffer rest = ByteBuffer.allocateDirect(64 << 10);
        while (bytes.read(rest.clear()) >= 0) {
            // The digest takes notice of it.
        }
        if (ref.sha256() != null) {
            compareDigest(bytes.digest(), cause);
        }
    }

    private void compareDigest(String found, @Nullable VgiException cause) {
        if (!found.equals(ref.sha256())) {
            throw VgiException.of(
                    Code.DATA_LOSS,
                    "the object at " + url + " was altered: its SHA-256 checksum is " + found + ", expected "
                            + ref.sha256(),
                    cause);
        }
    }

    private VgiException failure(BodyException e) {
        String message = String.valueOf(e.getMessage());
        if (e.reason() != BodyException.Reason.TOO_LONG) {
            return VgiException.of(Code.DATA_LOSS, "the object at " + url + " cannot be decoded: " + message, e);
        }
        Message option = message.startsWith(DECODED)
                ? Message.of("max_decompressed_bytes (", ClientOption.MAX_DECOMPRESSED_BYTES, ")")
                : Message.of("max_fetch_bytes (", ClientOption.MAX_FETCH_BYTES, ")");
        return VgiException.builder(
                        Code.RESOURCE_EXHAUSTED,
                        Message.of(
                                message,
                                ", ",
                                option,
                                ", at ",
                                url,
                                ". Ask the worker for smaller batches, or raise it"))
                .cause(e)
                .build();
    }
}
