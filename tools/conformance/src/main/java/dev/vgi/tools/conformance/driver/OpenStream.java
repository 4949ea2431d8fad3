package dev.vgi.tools.conformance.driver;

import dev.vgi.arrow.Batch;
import dev.vgi.arrow.Metadata;
import dev.vgi.protocol.ClientTransport.Exchanging;
import dev.vgi.protocol.ClientTransport.Producing;
import dev.vgi.protocol.Position;
import org.jspecify.annotations.Nullable;

/** The connection's stream, of the kind that the suite named when it opened it. */
sealed interface OpenStream {
    @Nullable
    Batch header();

    /** The next batch, to be closed; null at the end. */
    @Nullable
    Batch next(Metadata tick) throws NotDone;

    Batch exchange(Batch input) throws NotDone;

    /** Where a reader would go on after the last batch; null where the transport has no such places. */
    @Nullable
    String token();

    void cancel();

    void close();

    record Producer(Producing stream) implements OpenStream {
        @Override
        public @Nullable Batch header() {
            return stream.header();
        }

        @Override
        public @Nullable Batch next(Metadata tick) {
            return stream.next(tick);
        }

        @Override
        public Batch exchange(Batch input) throws NotDone {
            throw new NotDone("the stream is a producer, and an exchange was asked for");
        }

        @Override
        public @Nullable String token() {
            Position position = stream.position();
            return position == null ? null : position.cursor();
        }

        @Override
        public void cancel() {
            stream.close();
        }

        @Override
        public void close() {
            stream.close();
        }
    }

    record Exchange(Exchanging stream) implements OpenStream {
        @Override
        public @Nullable Batch header() {
            return stream.header();
        }

        @Override
        public Batch next(Metadata tick) throws NotDone {
            throw new NotDone("the stream is an exchange, and a tick was asked for");
        }

        @Override
        public Batch exchange(Batch input) {
            return stream.exchange(input);
        }

        @Override
        public @Nullable String token() {
            return null;
        }

        @Override
        public void cancel() {
            stream.cancel();
        }

        @Override
        public void close() {
            stream.close();
        }
    }
}
