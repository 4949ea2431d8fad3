package dev.vgi.client.stream;

import dev.vgi.Code;
import dev.vgi.VgiException;
import dev.vgi.arrow.Batch;
import dev.vgi.arrow.IpcReader;
import dev.vgi.arrow.IpcWriter;
import dev.vgi.arrow.MemoryScope;
import dev.vgi.arrow.Metadata;
import dev.vgi.arrow.Validation;
import dev.vgi.external.ExternalFetchCounter;
import dev.vgi.external.Resolver;
import dev.vgi.protocol.BatchKind;
import dev.vgi.protocol.CallOptions;
import dev.vgi.protocol.ExternalFetchStats;
import dev.vgi.protocol.Keys;
import dev.vgi.transport.SharedBatches;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one call on one connection. It gives the connection back when it has ended in step with the worker, and drops it
 * otherwise.
 */
final class Call {
    private static final Logger LOG = LoggerFactory.getLogger(Call.class);

    static final Schema NO_FIELDS = new Schema(List.of());

    /** How long a worker may take to wind up a call that is given up. */
    private static final Duration WIND_UP = Duration.ofSeconds(2);

    /** How long a stream that is given up waits to hear whether all that it handed out was a header. */
    private static final Duration MARK_SOON = Duration.ofSeconds(10);

    private final ConnectionPool pool;
    private final StreamConnection connection;
    private final MemoryScope scope;
    private final Validation validation;
    private final CallOptions options;
    private final Resolver resolver;
    private final ExternalFetchCounter tally = new ExternalFetchCounter();
    private boolean inStep;
    private boolean lost;
    private boolean ended;

    Call(
            ConnectionPool pool,
            StreamConnection connection,
            MemoryScope scope,
            Validation validation,
            CallOptions options,
            Resolver resolver) {
        this.pool = pool;
        this.connection = connection;
        this.scope = scope;
        this.validation = validation;
        this.options = options;
        this.resolver = resolver;
    }

    CallOptions options() {
        return options;
    }

    IpcWriter writer(Schema schema) {
        return new IpcWriter(connection.writer(), schema);
    }

    /** Writes a batch, through shared memory where both sides have it and the batch is large. */
    void write(IpcWriter writer, Batch batch, Metadata metadata) throws IOException {
        SharedBatches shared = connection.shared();
        Metadata pointer = shared == null ? null : shared.store(batch, writer.schema());
        if (pointer == null) {
            writer.write(batch, metadata);
        } else {
            writer.writeEmpty(metadata.with(pointer));
        }
    }

    /**
     * Returns the batch that an answer's batch stands for, to be closed: itself, or what it points to in shared memory.
     */
    Batch resolved(Batch batch) throws IOException {
        SharedBatches shared = connection.shared();
        if (shared == null) {
            throw VgiException.builder(
                            Code.DATA_LOSS, "the worker answered with a pointer into shared memory, and none is shared")
                    .url(address())
                    .build();
        }
        return shared.load(batch, scope, validation);
    }

    /**
     * Returns how many turns of a producer are asked for ahead: none where memory is shared, since it is one side's at
     * a time.
     */
    int prefetch() {
        return connection.shared() == null ? options.prefetchBatches() : 0;
    }

    /** Asks the worker, on a connection's first call, whether it can share this much memory; 0 does not ask. */
    void shareMemory(int bytes) throws IOException {
        if (bytes == 0 || connection.isNegotiated()) {
            return;
        }
        askForOptions(bytes);
        flush();
        boolean agreed = false;
        try (CallResponses answers = answers();
                Batch answer = answers.only("answer about the transport")) {
            agreed = "true".equals(answer.metadata().get(Keys.TRANSPORT_SHM));
        } catch (VgiException e) {
            if (!e.isRemote()) {
                throw e;
            }
        }
        try {
            connection.negotiated(agreed ? bytes : 0);
        } catch (IOException e) {
            LOG.warn("no {} bytes of shared memory (sharedMemoryBytes), going on without: {}", bytes, e.getMessage());
            connection.negotiated(0);
        }
    }

    /** Returns what a request says of the memory that client and worker share, which no earlier call uses any more. */
    Metadata announcement() throws IOException {
        SharedBatches shared = connection.shared();
        if (shared == null) {
            return Metadata.EMPTY;
        }
        shared.reset();
        return shared.announcement();
    }

    private void askForOptions(int bytes) throws IOException {
        try (IpcWriter question = writer(NO_FIELDS);
                Batch parameters = Batch.withoutColumns(1)) {
            question.write(
                    parameters,
                    Metadata.of(Keys.METHOD, Keys.TRANSPORT_OPTIONS)
                            .with(Keys.REQUEST_VERSION, Keys.VERSION)
                            .with(Keys.TRANSPORT_SHM, Boolean.toString(bytes > 0)));
            question.end();
        }
    }

    void flush() throws IOException {
        connection.writer().flush();
    }

    /** Opens the next stream of answers. */
    CallResponses answers() throws IOException {
        if (!connection.reader().awaitMore()) {
            throw new IOException("the worker closed it before it answered");
        }
        return new CallResponses(IpcReader.open(connection.reader(), scope, validation), this);
    }

    /** Returns the batch that a pointer stands for, and closes the pointer; returns any other batch as it is. */
    Batch resolve(Batch batch) {
        return resolver.resolve(batch, scope, options.logs(), tally);
    }

    /** Returns what came through object storage. */
    ExternalFetchStats externalized() {
        return tally.total();
    }

    String address() {
        return connection.address();
    }

    /** Notes that the worker waits for the next request, unless its answer was {@linkplain #isLost() lost}. */
    void done() {
        inStep = !lost;
    }

    /** Returns whether it is unknown what the worker says next, because an answer had no end. */
    boolean isLost() {
        return lost;
    }

    /** Notes that the worker closes the connection after what it has said. */
    void lose() {
        lost = true;
    }

    /** Reads what is left of an answer that has said what it had to, within a short time. */
    void finish(Ending rest) {
        try {
            connection.windUpWithin(WIND_UP);
            rest.run();
        } catch (IOException | VgiException e) {
            lost = true;
        }
    }

    /**
     * Brings both sides back in step after a stream was refused: a worker may wait for the call's input or not, and its
     * answer does not tell (it does after a method failed to open, it does not where the request was refused). So the
     * input is ended, a harmless request is sent, and everything before its answer is dropped.
     *
     * @param input the input stream; with at least one batch written, or not started
     */
    void resynchronise(IpcWriter input) {
        try {
            connection.windUpWithin(WIND_UP);
            if (!input.isStarted()) {
                input.writeEmpty(Metadata.EMPTY);
            }
            input.end();
            sendMark();
            for (int streams = 0; streams < 4 && !inStep; streams++) {
                inStep = isNextTheMark();
            }
        } catch (IOException | VgiException e) {
            inStep = false;
        }
    }

    /** Sends a harmless request, whose answer shows where that of the call has ended. */
    void sendMark() throws IOException {
        askForOptions(0);
        flush();
    }

    /**
     * Checks whether the worker has said anything before it answered {@link #sendMark}. If not, both sides are in step;
     * if so, or where the worker does not know that request, the connection is of no further use.
     */
    boolean saidMore() throws IOException {
        inStep = false;
        boolean refused;
        try (IpcReader reader = IpcReader.open(connection.reader(), scope, validation);
                Batch batch = reader.next()) {
            if (batch != null && isMark(batch)) {
                reader.drain();
                inStep = true;
                return false;
            }
            refused = batch != null && BatchKind.of(batch) == BatchKind.ERROR;
            if (refused) {
                reader.drain();
            }
        }
        if (!refused) {
            return true;
        }
        // The answer of a worker that does not know the mark, or the end of what it said before it.
        sendMark();
        return isNextTheMark();
    }

    /**
     * Checks the same as {@link #saidMore}, but waits for a short time only; what takes longer is treated as not said.
     */
    boolean saidMoreSoon() throws IOException {
        connection.windUpWithin(MARK_SOON);
        return saidMore();
    }

    private static boolean isMark(Batch batch) {
        return batch.metadata().contains(Keys.TRANSPORT_SHM);
    }

    /** Drops the next stream of answers; returns whether it was the answer to {@link #sendMark}. */
    private boolean isNextTheMark() throws IOException {
        boolean mark = false;
        try (IpcReader reader = IpcReader.open(connection.reader(), scope, validation)) {
            for (Batch batch = reader.next(); batch != null; batch = reader.next()) {
                mark |= isMark(batch);
                batch.close();
            }
        }
        return mark;
    }

    /**
     * Runs the last step of a call that no caller waits for, within a short time, however much the worker still says,
     * and in silence; {@link #end} comes next.
     */
    void windUp(Ending step) {
        if (ended) {
            return;
        }
        try {
            connection.windUpWithin(WIND_UP);
            step.run();
        } catch (IOException | VgiException e) {
            inStep = false;
        }
    }

    /** Gives the connection back or drops it; once. */
    void end() {
        if (!ended) {
            ended = true;
            scope.close();
            if (inStep) {
                pool.giveBack(connection);
            } else {
                pool.giveUp(connection);
            }
        }
    }

    boolean hasEnded() {
        return ended;
    }

    /** Runs a step; I/O errors become errors that say what happened to the worker. */
    <T> T guard(Step<T> step) {
        try {
            return step.run();
        } catch (IOException e) {
            throw connection.failure(e);
        } catch (VgiException e) {
            throw explained(e);
        }
    }

    /** Runs a step as {@link #guard} does, for a step that may find the end of a stream. */
    @Nullable
    Batch reading(Reading step) {
        try {
            return step.read();
        } catch (IOException e) {
            throw connection.failure(e);
        } catch (VgiException e) {
            throw explained(e);
        }
    }

    private VgiException explained(VgiException e) {
        return e.code() == Code.DATA_LOSS ? connection.failure(e) : e;
    }

    /** Runs a step as {@link #guard} does, and ends the call if the step fails. */
    <T> T opening(Step<T> step) {
        try {
            return guard(step);
        } catch (Throwable e) {
            end();
            throw e;
        }
    }

    @FunctionalInterface
    interface Reading {
        @Nullable
        Batch read() throws IOException;
    }

    @FunctionalInterface
    interface Ending {
        void run() throws IOException;
    }

    @FunctionalInterface
    interface Step<T> {
        T run() throws IOException;
    }
}
