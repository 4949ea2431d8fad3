package dev.vgi.tools.conformance;

import dev.vgi.Limits;
import dev.vgi.arrow.Batch;
import dev.vgi.arrow.ByteSink;
import dev.vgi.arrow.ByteSource;
import dev.vgi.arrow.FrameReader;
import dev.vgi.arrow.FrameWriter;
import dev.vgi.arrow.IpcReader;
import dev.vgi.arrow.IpcWriter;
import dev.vgi.arrow.Memory;
import dev.vgi.arrow.MemoryScope;
import dev.vgi.arrow.Metadata;
import dev.vgi.arrow.Validation;
import dev.vgi.protocol.ErrorBatch;
import dev.vgi.protocol.Keys;
import dev.vgi.protocol.LogBatch;
import dev.vgi.protocol.LogMessage;
import dev.vgi.service.NoSideEffects;
import dev.vgi.service.Producer;
import dev.vgi.service.VgiProtocol;
import dev.vgi.types.RecordCodec;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a worker answers to a producer, turn by turn, as bytes of the protocol: any number of batches in one answer, as
 * workers of other kinds may give them, with log lines in between.
 */
final class ScriptedAnswers implements AutoCloseable {
    private static final String SERVER = "scripted";

    private final Memory memory = Memory.create(0);
    private final MemoryScope scope = memory.scope("scripted", 64 << 20);
    private final List<List<Part>> turns;

    /** The parts of each turn, in order. */
    ScriptedAnswers(List<List<Part>> turns) {
        this.turns = turns;
    }

    /** Turns of so many batches each, which count on from 0. */
    static ScriptedAnswers batches(int... counts) {
        var turns = new ArrayList<List<Part>>();
        int next = 0;
        for (int count : counts) {
            turns.add(IntStream.range(next, next + count)
                    .<Part>mapToObj(Data::new)
                    .toList());
            next += count;
        }
        return new ScriptedAnswers(turns);
    }

    int turns() {
        return turns.size();
    }

    boolean endsWithError(int turn) {
        List<Part> parts = turns.get(turn);
        return !parts.isEmpty() && parts.get(parts.size() - 1) instanceof Failure;
    }

    /** Writes what a turn answers. */
    void write(int turn, IpcWriter stream) throws IOException {
        for (Part part : turns.get(turn)) {
            if (part instanceof Data data) {
                try (Batch batch = rows(Row.class, List.of(new Row(data.number)))) {
                    stream.write(batch);
                }
            } else if (part instanceof NoRows) {
                try (Batch batch = rows(Row.class, List.of())) {
                    stream.write(batch);
                }
            } else if (part instanceof Log log) {
                stream.writeEmpty(LogBatch.metadata(LogMessage.of(LogMessage.Level.INFO, log.text), SERVER, "request"));
            } else if (part instanceof Failure failure) {
                stream.writeEmpty(
                        ErrorBatch.metadata(new IllegalStateException(failure.text), false, SERVER, "request"));
            }
        }
    }

    /** Writes the header, which is a stream of its own. */
    void writeHeader(FrameWriter frames) throws IOException {
        writeOnly(frames, new Title("scripted"), Title.class);
    }

    /** Writes the answer of {@link Scripted#ping()}. */
    void writePong(FrameWriter frames) throws IOException {
        writeOnly(frames, new Pong(42), Pong.class);
    }

    private <T extends Record> void writeOnly(FrameWriter frames, T row, Class<T> type) throws IOException {
        try (Batch batch = rows(type, List.of(row));
                IpcWriter stream = new IpcWriter(frames, batch.schema())) {
            stream.write(batch);
            stream.end();
        }
    }

    IpcWriter answers(FrameWriter frames) {
        return new IpcWriter(frames, RecordCodec.of(Row.class).schema());
    }

    IpcReader open(FrameReader frames) throws IOException {
        return IpcReader.open(frames, scope, Validation.FULL);
    }

    /** The metadata of a request's only batch. */
    Metadata request(FrameReader frames) throws IOException {
        try (IpcReader stream = open(frames);
                Batch batch = stream.next()) {
            Metadata metadata = batch.metadata();
            stream.drain();
            return metadata;
        }
    }

    private <T extends Record> Batch rows(Class<T> type, List<T> rows) {
        return RecordCodec.of(type).encode(rows, scope.allocator());
    }

    static FrameReader reader(byte[] bytes) {
        return new FrameReader(ByteSource.of(bytes), Limits.RAW);
    }

    /** What a writer writes, as bytes. */
    static byte[] bytes(Writing writing) throws IOException {
        var bytes = new ByteArrayOutputStream();
        var frames = new FrameWriter(ByteSink.of((OutputStream) bytes));
        writing.write(frames);
        frames.flush();
        return bytes.toByteArray();
    }

    @Override
    public void close() {
        scope.close();
        memory.close();
    }

    /** A method's name and what is asked of it. */
    static String method(Metadata request) {
        return request.getOrDefault(Keys.METHOD, "");
    }

    /** Writes messages. */
    @FunctionalInterface
    interface Writing {
        void write(FrameWriter frames) throws IOException;
    }

    /** What a turn's answer consists of. */
    sealed interface Part {}

    /** A batch of one row. */
    record Data(int number) implements Part {}

    /** A batch. */
    record NoRows() implements Part {}

    /** A log line. */
    record Log(String text) implements Part {}

    /** The error that ends the stream. */
    record Failure(String text) implements Part {}

    /** A row of the answers. */
    record Row(long number) {}

    /** The header. */
    record Title(String title) {}

    /** The answer of the unary method. */
    record Pong(long result) {}

    /** The service that the worker seems to have. */
    @VgiProtocol(name = "Scripted")
    interface Scripted {
        @NoSideEffects
        Producer<Row> produce();

        @NoSideEffects
        Producer.WithHeader<Title, Row> produceWithHeader();

        long ping();
    }
}
