package dev.vgi.client.http;

import dev.vgi.Code;
import dev.vgi.VgiException;
import dev.vgi.arrow.Batch;
import dev.vgi.arrow.FrameReader;
import dev.vgi.arrow.IpcReader;
import dev.vgi.arrow.Validation;
import dev.vgi.http.FrameCodec;
import dev.vgi.http.HttpHeaders;
import dev.vgi.net.BodyException;
import dev.vgi.net.BoundedSource;
import dev.vgi.net.ContentCoding;
import dev.vgi.net.DecodedSource;
import dev.vgi.net.HttpFailure;
import dev.vgi.net.HttpResponse;
import dev.vgi.protocol.BatchKind;
import dev.vgi.protocol.ErrorBatch;
import dev.vgi.protocol.LogBatch;
import java.io.IOException;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Reads a response whose body is Arrow IPC as it arrives: decoded, bounded, cut into batches, with logs and errors
 * taken out. A broken connection surfaces as {@link HttpFailure}, everything else as {@link VgiException}. Used by one
 * thread at a time.
 */
final class RpcResponse implements AutoCloseable {
    private final HttpCall call;
    private final HttpResponse http;
    private final DecodedSource decoded;
    private final FrameCodec frames;
    private final FrameReader reader;
    private @Nullable IpcReader stream;
    private int mutedLogs;
    private int logs;

    private RpcResponse(HttpCall call, HttpResponse http, ContentCoding coding) {
        this.call = call;
        this.http = http;
        decoded = coding.decoded(http);
        frames = call.transport().frames().take();
        reader = frames.reading(new BoundedSource(decoded, call.transport().maxResponseBytes(), "the answer"));
    }

    /** Takes ownership of a response of type {@link HttpHeaders#ARROW}. */
    static RpcResponse of(HttpCall call, HttpResponse http) {
        ContentCoding coding = coding(http)
                .orElseThrow(() -> call.located(VgiException.of(
                        Code.FAILED_PRECONDITION,
                        "the answer has the coding '" + http.header(HttpHeaders.CONTENT_ENCODING)
                                + "', expected zstd or gzip")));
        return new RpcResponse(call, http, coding);
    }

    static boolean isArrow(HttpResponse answer) {
        String type = answer.header(HttpHeaders.CONTENT_TYPE);
        return type != null
                && type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT).equals(HttpHeaders.ARROW);
    }

    /** Returns the coding of the body; empty for a coding that is not known. */
    static Optional<ContentCoding> coding(HttpResponse answer) {
        String own = answer.header(HttpHeaders.VGI_CONTENT_ENCODING);
        String value = own != null ? own : answer.header(HttpHeaders.CONTENT_ENCODING);
        return value == null || value.isBlank() ? Optional.of(ContentCoding.IDENTITY) : ContentCoding.of(value);
    }

    /** Drops the first log lines: an earlier response, which broke off, has delivered them. */
    void mute(int count) {
        mutedLogs = count;
    }

    /** Returns how many log lines came so far. */
    int logs() {
        return logs;
    }

    /** Starts the next IPC stream and returns its schema. */
    Schema open() throws HttpFailure {
        return reading(() -> {
            closeStream();
            stream = IpcReader.open(reader, call.scope(), Validation.FULL);
            return stream.schema();
        });
    }

    /**
     * Returns the next batch that is neither log nor error, perhaps a pointer, for the caller to close; null at the end
     * of the IPC stream.
     */
    @Nullable
    Batch next() throws HttpFailure {
        IpcReader batches = Objects.requireNonNull(stream);
        while (true) {
            Batch batch = this.<@Nullable Batch>reading(batches::next);
            if (batch == null) {
                return null;
            }
            BatchKind kind = BatchKind.of(batch);
            if (kind == BatchKind.DATA || kind == BatchKind.STATE_TOKEN || kind == BatchKind.EXTERNAL_POINTER) {
                return batch;
            }
            try (batch) {
                handle(kind, batch);
            }
        }
    }

    private void handle(BatchKind kind, Batch batch) {
        switch (kind) {
            case LOG -> {
                if (++logs > mutedLogs) {
                    call.logs().log(LogBatch.message(batch.metadata()));
                }
            }
            case ERROR -> {
                http.skipRest();
                throw call.located(TokenRefusals.named(
                        ErrorBatch.exception(
                                batch.metadata(), call.transport().target().toString()),
                        http.status()));
            }
            default ->
                throw call.located(VgiException.of(
                        Code.UNIMPLEMENTED,
                        "the worker sent a batch by way of shared memory, which there is none of over HTTP"));
        }
    }

    /** Returns whether another IPC stream follows. */
    boolean hasMore() throws HttpFailure {
        return reading(reader::awaitMore);
    }

    /** Checks that nothing follows; the connection is then free. */
    void finish() throws HttpFailure {
        if (http.status() != 200) {
            throw call.located(VgiException.of(
                    Code.UNKNOWN, "the worker answered with status " + http.status() + " but without an error"));
        }
        if (hasMore()) {
            throw call.located(
                    VgiException.dataLoss(
                            "the answer goes on after its end. Does the stream have a header that the caller does not expect?"));
        }
        call.transport().frames().give(frames);
    }

    @Override
    public void close() {
        closeStream();
        decoded.close();
        http.close();
    }

    private void closeStream() {
        if (stream != null) {
            stream.close();
            stream = null;
        }
    }

    private interface Step<T extends @Nullable Object> {
        T run() throws IOException;
    }

    private <T extends @Nullable Object> T reading(Step<T> step) throws HttpFailure {
        try {
            return step.run();
        } catch (VgiException e) {
            if (reader.isTruncated()) {
                throw HttpFailure.brokenOff(e);
            }
            throw call.located(e);
        } catch (HttpFailure e) {
            throw e;
        } catch (BodyException e) {
            if (e.reason() == BodyException.Reason.TRUNCATED) {
                throw HttpFailure.brokenOff(e);
            }
            throw call.located(
                    e.reason() == BodyException.Reason.TOO_LONG
                            ? VgiException.of(
                                    Code.RESOURCE_EXHAUSTED, e.getMessage() + ". Ask the worker for smaller batches", e)
                            : VgiException.of(Code.DATA_LOSS, "the answer cannot be decoded: " + e.getMessage(), e));
        } catch (IOException e) {
            throw call.located(VgiException.of(Code.DATA_LOSS, "the answer cannot be read: " + e.getMessage(), e));
        }
    }
}
