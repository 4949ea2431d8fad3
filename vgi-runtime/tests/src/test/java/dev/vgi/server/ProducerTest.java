package dev.vgi.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vgi.Code;
import dev.vgi.VgiException;
import dev.vgi.arrow.Batch;
import dev.vgi.arrow.Metadata;
import dev.vgi.protocol.Dispatcher;
import dev.vgi.protocol.LogMessage;
import dev.vgi.protocol.TransportKind;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A producer on one connection: turn by turn. */
class ProducerTest {
    private final Calls calls = new Calls(TransportKind.PIPE);

    @AfterEach
    void nothingIsLeft() {
        calls.close();
    }

    @Test
    void eachTurn_givesOneBatch_untilItFinishes() {
        try (Dispatcher.OpenStream stream = calls.open("count", 2L);
                Dispatcher.Turns turns = stream.start()) {
            assertThat(stream.isProducer()).isTrue();
            assertThat(stream.output()).isEqualTo(SampleService.NUMBERS);
            assertThat(stream.takeHeader()).isNull();
            assertThat(calls.tick(turns))
                    .isEqualTo(new Calls.Answer(List.of(Map.of("n", 0L)), Metadata.of("index", "0"), false));
            assertThat(calls.tick(turns).rows()).isEqualTo(List.of(Map.of("n", 1L)));
            assertThat(calls.tick(turns)).isEqualTo(new Calls.Answer(null, Metadata.EMPTY, true));
        }
    }

    @Test
    void records_becomeTheRowsOfOneBatch_andTheLastMayFinish() {
        try (Dispatcher.OpenStream stream = calls.open("diagonal", 2, 2);
                Dispatcher.Turns turns = stream.start()) {
            assertThat(calls.tick(turns).rows()).isEqualTo(List.of(Map.of("x", 0L, "y", 0L), Map.of("x", 1L, "y", 1L)));
            Calls.Answer last = calls.tick(turns);
            assertThat(last.rows()).hasSize(2);
            assertThat(last.finished()).isTrue();
        }
    }

    @Test
    void noRecords_isNoBatch() {
        try (Dispatcher.OpenStream stream = calls.open("diagonal", 1, 0);
                Dispatcher.Turns turns = stream.start()) {
            assertThat(calls.tick(turns)).isEqualTo(new Calls.Answer(null, Metadata.EMPTY, true));
        }
    }

    @Test
    void header_isOneRowOfItsRecord_takenOnce() {
        try (Dispatcher.OpenStream stream = calls.open("headed", Metadata.of("who", "me"), null, 1L)) {
            try (Batch header = stream.takeHeader()) {
                assertThat(Calls.rows(header)).isEqualTo(List.of(Map.of("x", 0L, "y", 1L)));
            }
            assertThat(stream.takeHeader()).isNull();
            assertThat(calls.logs).containsExactly(LogMessage.of(LogMessage.Level.DEBUG, "opening for me"));
        }
    }

    @Test
    void headerThatNobodyTakes_isReleased() {
        try (Dispatcher.OpenStream stream = calls.open("headed", Metadata.EMPTY, null, 1L)) {
            assertThat(stream.input().getFields()).isEmpty();
        }
    }

    @Test
    void tickMetadata_reachesItsTurn() {
        try (Dispatcher.OpenStream stream = calls.open("echo_ticks");
                Dispatcher.Turns turns = stream.start()) {
            assertThat(calls.turn(turns, null, Metadata.of("tick", "one")).rows())
                    .isEqualTo(List.of(Map.of("text", "one")));
            assertThat(calls.tick(turns).rows()).isEqualTo(List.of(Map.of("text", "none")));
        }
    }

    @Test
    void batchArgument_livesAsLongAsTheStream() {
        Dispatcher.OpenStream stream;
        try (Batch batch = SampleService.numbers(calls.allocator(), 7)) {
            stream = calls.open("repeat", batch, 2);
        }
        try (stream;
                Dispatcher.Turns turns = stream.start()) {
            assertThat(calls.tick(turns).rows()).isEqualTo(List.of(Map.of("n", 7L)));
            assertThat(calls.tick(turns).rows()).isEqualTo(List.of(Map.of("n", 7L)));
        }
    }

    @Test
    void emittedBatch_mayOutliveItsStream() {
        Dispatcher.Turn turn;
        try (Dispatcher.OpenStream stream = calls.open("count", 1L);
                Dispatcher.Turns turns = stream.start()) {
            turn = turns.next(null, Metadata.EMPTY, calls.caller(Metadata.EMPTY), calls.logs::add);
        }
        try (Batch data = turn.data()) {
            assertThat(Calls.rows(data)).isEqualTo(List.of(Map.of("n", 0L)));
        }
    }

    @Test
    void cancel_runsTheHook_andClosing_doesNot() {
        try (Dispatcher.OpenStream stream = calls.open("count", 9L)) {
            stream.start().close();
            assertThat(calls.service.cancelled).hasValue(0);
            try (Dispatcher.Turns turns = stream.start()) {
                turns.cancel(calls.caller(Metadata.EMPTY));
            }
        }
        assertThat(calls.service.cancelled).hasValue(1);
    }

    @Test
    void closeableState_isClosedWithTheStream() {
        try (Dispatcher.OpenStream stream = calls.open("states", "handle")) {
            Dispatcher.Turns turns = stream.start();
            calls.tick(turns);
            turns.close();
            turns.close();
        }
        assertThat(calls.service.closedStates).hasValue(1);
    }

    @ParameterizedTest
    @CsvSource({
        "emit nothing,     'emitted nothing and did not finish'",
        "emit twice,       'a second batch in one turn'",
        "other schema,     'found the columns (value), expected (n)'",
        "reserved key,     vgi_rpc.log_level",
        "throw after emit, too late",
    })
    void misbehavingTurn_isAnErrorThatSaysHow_andLeavesNothing(String how, String message) {
        try (Dispatcher.OpenStream stream = calls.open("misbehave", how);
                Dispatcher.Turns turns = stream.start()) {
            assertThatThrownBy(() -> calls.tick(turns))
                    .isInstanceOfSatisfying(
                            VgiException.class, e -> assertThat(e.code()).isEqualTo(Code.UNKNOWN))
                    .hasMessageContaining(message);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "throw on open,  not today",
        "return null,    'test.Sample/misbehave returned null, expected what Producer.of or Exchange.of makes'",
        "header unasked, 'returned a stream with a header, expected none'",
    })
    void misbehavingMethod_failsToOpen(String how, String message) {
        assertThatThrownBy(() -> calls.open("misbehave", how))
                .isInstanceOf(VgiException.class)
                .hasMessageContaining(message);
    }

    @Test
    void output_isUselessAfterItsTurn() {
        try (Dispatcher.OpenStream stream = calls.open("misbehave", "keep the output");
                Dispatcher.Turns turns = stream.start()) {
            calls.tick(turns);
            @SuppressWarnings("unchecked")
            var output = (dev.vgi.service.Output<Batch>) calls.service.kept.get(0);
            Batch late = SampleService.numbers(calls.allocator(), 1);

            assertThatThrownBy(() -> output.emit(late)).hasMessageContaining("after its call or turn");
            assertThat(late.isClosed()).isTrue();
            assertThatThrownBy(output::finish).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(output::allocator).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> output.log(LogMessage.Level.INFO, "late"))
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void stream_thatWasNotOpenedOverHttp_staysOnItsConnection() {
        try (Dispatcher.OpenStream stream = calls.open("count", 1L)) {
            assertThatThrownBy(stream::callState).hasMessageContaining("not opened over HTTP");
        }
    }
}
