package dev.vgi.client.stream;

import dev.vgi.Code;
import dev.vgi.ErrorKind;
import dev.vgi.VgiException;
import dev.vgi.arrow.Batch;
import dev.vgi.arrow.IpcReader;
import dev.vgi.protocol.BatchKind;
import dev.vgi.protocol.ErrorBatch;
import dev.vgi.protocol.LogBatch;
import java.io.IOException;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** Reads a stream of answers: log lines go to their receiver, errors are thrown, data is handed out. */
final class CallResponses implements AutoCloseable {
    private final IpcReader reader;
    private final Call call;
    private boolean ended;

    CallResponses(IpcReader reader, Call call) {
        this.reader = reader;
        this.call = call;
    }

    Schema schema() {
        return reader.schema();
    }

    /**
     * Returns the next data batch, or a pointer to one, for the caller to close; null at the end of the stream. The
     * worker's error is thrown after the stream was read to its end, as far as that comes soon.
     */
    @Nullable
    Batch data() throws IOException {
        while (!ended) {
            Batch batch = reader.next();
            if (batch == null) {
                ended = true;
                return null;
            }
            BatchKind kind = BatchKind.of(batch);
            if (kind == BatchKind.DATA || kind == BatchKind.EXTERNAL_POINTER) {
                return batch;
            }
            try (batch) {
                switch (kind) {
                    case LOG -> call.options().logs().log(LogBatch.message(batch.metadata()));
                    case ERROR -> {
                        call.finish(this::drain);
                        VgiException error = ErrorBatch.exception(batch.metadata(), call.address());
                        if (error.kind().equals(ErrorKind.TOO_MANY_CONNECTIONS)) {
                            call.lose();
                        }
                        throw error;
                    }
                    case SHM_POINTER -> {
                        return call.resolved(batch);
                    }
                    case EXTERNAL_POINTER, STATE_TOKEN, DATA ->
                        throw VgiException.builder(
                                        Code.UNIMPLEMENTED,
                                        "the worker answered with a batch of kind " + kind
                                                + ", which this client does not resolve on this transport")
                                .url(call.address())
                                .build();
                }
            }
        }
        return null;
    }

    /** Returns the one data batch of a whole stream, for the caller to close. */
    Batch only(String what) throws IOException {
        Batch first = data();
        if (first == null) {
            throw VgiException.dataLoss("the " + what + " has no batch, expected one");
        }
        try {
            Batch second = data();
            if (second != null) {
                second.close();
                throw VgiException.dataLoss("the " + what + " has more than one batch, expected one");
            }
            return first;
        } catch (Throwable e) {
            first.close();
            throw e;
        }
    }

    void drain() throws IOException {
        reader.drain();
        ended = true;
    }

    @Override
    public void close() {
        reader.close();
    }
}
