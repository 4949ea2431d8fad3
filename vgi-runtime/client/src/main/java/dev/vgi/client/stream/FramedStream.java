package dev.vgi.client.stream;

import dev.vgi.ClientOption;
import dev.vgi.Code;
import dev.vgi.ErrorKind;
import dev.vgi.Message;
import dev.vgi.VgiException;
import dev.vgi.arrow.Batch;
import dev.vgi.arrow.IpcWriter;
import dev.vgi.arrow.Metadata;
import dev.vgi.protocol.ClientTransport.HasHeader;
import dev.vgi.protocol.Keys;
import java.io.IOException;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** Implements what producers and exchanges share: header, input, answers, and the ways to end. */
final class FramedStream {
    private final Call call;
    private @Nullable IpcWriter input;
    private @Nullable Batch header;
    private @Nullable CallResponses answers;
    private boolean accepted;

    /** Whether it is unknown if the stream starts with a header. */
    private final boolean mayHaveHeader;

    private int batches;
    private int rows;

    /** Takes ownership of a call whose request has been written; the first input shows the schema where it is null. */
    FramedStream(Call call, HasHeader hasHeader, @Nullable Schema inputSchema) throws IOException {
        this.call = call;
        mayHaveHeader = hasHeader == HasHeader.UNKNOWN;
        if (inputSchema != null) {
            input = call.writer(inputSchema);
        }
        if (hasHeader == HasHeader.YES) {
            header = readHeader();
            accepted = true;
        }
    }

    Call call() {
        return call;
    }

    /** Returns the writer of the inputs; without columns where no schema was given and no input sent. */
    IpcWriter input() {
        return input(Call.NO_FIELDS);
    }

    /** Returns the writer of the inputs, whose schema this is unless another was given. */
    IpcWriter input(Schema schema) {
        IpcWriter writer = input;
        if (writer == null) {
            writer = call.writer(schema);
            input = writer;
        }
        return writer;
    }

    @Nullable
    Batch header() {
        return header;
    }

    /**
     * Returns whether the worker has shown that it took the stream; before, its silence may be a refusal on the way.
     */
    boolean isAccepted() {
        return accepted;
    }

    CallResponses answers() throws IOException {
        if (answers == null) {
            answers = call.answers();
        }
        return answers;
    }

    /** Returns the schema of the answers, where they have begun. */
    @Nullable
    Schema answerSchema() {
        return answers == null ? null : answers.schema();
    }

    /**
     * Reads the next data batch; returns null at the end. After the worker's error the stream is over and both sides
     * are in step.
     */
    @Nullable
    Batch read() throws IOException {
        try {
            Batch batch = answers().data();
            accepted = true;
            if (batch == null) {
                finish();
            } else {
                batches++;
                rows += batch.rowCount();
            }
            return batch;
        } catch (VgiException e) {
            if (e.isRemote()) {
                refused();
            } else if (e.code() == Code.RESOURCE_EXHAUSTED) {
                accepted = true;
                abandon(true);
            } else {
                end();
            }
            throw e;
        } catch (IOException e) {
            end();
            throw e;
        }
    }

    /** Ends the input after the answers have ended. */
    void finish() throws IOException {
        input().end();
        boolean unsure = looksLikeHeader();
        if (unsure) {
            call.sendMark();
        } else {
            call.flush();
            call.done();
        }
        boolean header = unsure && call.saidMore();
        end();
        if (header) {
            throw headerUnheard();
        }
    }

    /**
     * Returns whether what was read may have been a header, which is a stream of answers of its own, with one row. A
     * worker that sends one goes on where the stream of a method without a header ends.
     */
    private boolean looksLikeHeader() {
        return mayHaveHeader && batches == 1 && rows <= 1;
    }

    private VgiException headerUnheard() {
        return VgiException.builder(
                        Code.FAILED_PRECONDITION,
                        Message.of(
                                "the method's streams start with a header, which was taken for the first batch, because"
                                        + " without reflection nothing tells of it: set the ",
                                ClientOption.HAS_HEADER))
                .kind(ErrorKind.HEADER_TAKEN_FOR_ROWS)
                .url(call.address())
                .build();
    }

    /**
     * Ends the input and drops what is still answered.
     *
     * @throws VgiException FAILED_PRECONDITION where all that was handed out was a header
     */
    void abandon(boolean cancel) {
        boolean unsure = looksLikeHeader();
        var header = new boolean[1];
        try {
            call.windUp(() -> {
                if (cancel) {
                    input().writeEmpty(Metadata.of(Keys.CANCEL, "1"));
                }
                input().end();
                if (unsure) {
                    call.sendMark();
                } else {
                    call.flush();
                }
                if (!accepted) {
                    skipOne();
                }
                answers().drain();
                if (unsure) {
                    header[0] = call.saidMoreSoon();
                } else {
                    call.done();
                }
            });
        } finally {
            end();
        }
        if (header[0]) {
            throw headerUnheard();
        }
    }

    /** Fails where the worker has refused the stream: then it is unknown what the worker waits for. */
    private void skipOne() throws IOException {
        Batch first = answers().data();
        if (first != null) {
            first.close();
        }
    }

    void end() {
        if (header != null) {
            header.close();
        }
        if (answers != null) {
            answers.close();
        }
        if (input != null) {
            input.close();
        }
        call.end();
    }

    private void refused() throws IOException {
        if (call.isLost()) {
            end();
        } else if (accepted) {
            finish();
        } else {
            call.resynchronise(input());
            end();
        }
    }

    private Batch readHeader() throws IOException {
        call.flush();
        try (CallResponses stream = call.answers()) {
            return call.resolve(stream.only("stream's header"));
        } catch (VgiException e) {
            if (e.isRemote()) {
                call.resynchronise(input());
            }
            throw e;
        }
    }
}
