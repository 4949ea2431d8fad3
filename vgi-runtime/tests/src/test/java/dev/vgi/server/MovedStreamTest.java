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
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A stream that leaves its process between turns, as each one does over HTTP. */
class MovedStreamTest {
    private final Calls here = new Calls(TransportKind.HTTP);
    private final Calls there = new Calls(TransportKind.HTTP);

    @AfterEach
    void nothingIsLeft() {
        here.close();
        there.close();
    }

    private Dispatcher.OpenStream reopen(String method, byte[] callState) {
        return there.target(method).reopen(callState, there.caller(Metadata.EMPTY));
    }

    @Test
    void stream_goesOnElsewhere_fromItsState() {
        byte[] callState;
        byte[] state;
        try (Dispatcher.OpenStream stream = here.open("count", 3L);
                Dispatcher.Turns turns = stream.start()) {
            here.tick(turns);
            here.tick(turns);
            callState = stream.callState();
            state = turns.state();
        }
        try (Dispatcher.OpenStream stream = reopen("count", callState);
                Dispatcher.Turns turns = stream.at(state)) {
            assertThat(stream.callState()).isEqualTo(callState);
            assertThat(there.tick(turns).rows()).isEqualTo(List.of(Map.of("n", 2L)));
            assertThat(there.tick(turns).finished()).isTrue();
        }
    }

    @Test
    void position_canBeUsedAgain() {
        try (Dispatcher.OpenStream stream = here.open("count", 3L);
                Dispatcher.Turns turns = stream.start()) {
            here.tick(turns);
            byte[] state = turns.state();
            for (int i = 0; i < 2; i++) {
                try (Dispatcher.Turns again = stream.at(state)) {
                    assertThat(here.tick(again).rows()).isEqualTo(List.of(Map.of("n", 1L)));
                }
            }
        }
    }

    @Test
    void reopening_callsTheMethodWithTheRequestItHad_silentlyAndWithoutHeader() {
        byte[] callState;
        byte[] state;
        try (Dispatcher.OpenStream stream = here.open("headed", Metadata.of("who", "me"), null, 2L);
                Dispatcher.Turns turns = stream.start()) {
            stream.takeHeader().close();
            here.tick(turns);
            callState = stream.callState();
            state = turns.state();
        }
        try (Dispatcher.OpenStream stream = reopen("headed", callState);
                Dispatcher.Turns turns = stream.at(state)) {
            assertThat(stream.takeHeader()).isNull();
            assertThat(there.logs).isEmpty();
            assertThat(there.tick(turns).rows()).isEqualTo(List.of(Map.of("n", 1L)));
            assertThat(there.logs).containsExactly(LogMessage.of(LogMessage.Level.INFO, "after 0"));
        }
        assertThat(there.service.opened).hasValue(1);
    }

    @Test
    void batchArguments_travelToo() {
        byte[] callState;
        byte[] state;
        try (Batch batch = SampleService.numbers(here.allocator(), 7);
                Dispatcher.OpenStream stream = here.open("repeat", batch, 2);
                Dispatcher.Turns turns = stream.start()) {
            here.tick(turns);
            callState = stream.callState();
            state = turns.state();
        }
        try (Dispatcher.OpenStream stream = reopen("repeat", callState);
                Dispatcher.Turns turns = stream.at(state)) {
            assertThat(there.tick(turns).rows()).isEqualTo(List.of(Map.of("n", 7L)));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "null,    null,                            null",
        "text,    a,                               ä",
        "bytes,   [1],                             '[2, 3]'",
        "boolean, true,                            false",
        "byte,    1,                               -2",
        "short,   1,                               -2",
        "int,     1,                               -2",
        "long,    1,                               -9223372036854775808",
        "float,   1.0,                             -0.5",
        "double,  1.0,                             NaN",
        "record,  'Labelled[point=Point[x=1, y=2], label=null]', 'Labelled[point=Point[x=3, y=4], label=here]'",
    })
    void states_ofTheseKinds_travel(String kind, String first, String second) {
        try (Dispatcher.OpenStream stream = here.open("states", kind)) {
            byte[] state;
            try (Dispatcher.Turns turns = stream.start();
                    Dispatcher.Turns same = stream.at(turns.state())) {
                assertThat(here.tick(same).rows()).isEqualTo(List.of(Map.of("text", first)));
                state = same.state();
            }
            try (Dispatcher.Turns turns = stream.at(state)) {
                assertThat(here.tick(turns).rows()).isEqualTo(List.of(Map.of("text", second)));
            }
        }
    }

    @Test
    void stateOfAnotherKind_failsToOpen_namingThoseThatTravel() {
        assertThatThrownBy(() -> here.open("states", "handle"))
                .isInstanceOf(VgiException.class)
                .hasMessageContaining("SampleService$Handle, which cannot travel between HTTP requests")
                .hasMessageContaining("expected a record, a String, a boxed number or boolean, a byte[] or null");
    }

    @ParameterizedTest
    @CsvSource({
        "null then text, 'became a java.lang.String, but began as null'",
        "long then text, 'became a java.lang.String, but began as a java.lang.Long'",
    })
    void stateThatChangesItsClass_isAnError(String kind, String message) {
        try (Dispatcher.OpenStream stream = here.open("states", kind);
                Dispatcher.Turns turns = stream.start()) {
            here.tick(turns);
            assertThatThrownBy(turns::state).hasMessageContaining(message);
        }
    }

    @Test
    void foreignCallState_isRefused() {
        try (Dispatcher.OpenStream stream = here.open("count", 3L)) {
            byte[] callState = stream.callState();
            byte[] cut = Arrays.copyOf(callState, callState.length - 1);

            for (byte[] wrong : List.of(cut, new byte[0], new byte[] {1, 127, 127, 127, 127}, new byte[] {9})) {
                assertThatThrownBy(() -> reopen("count", wrong))
                        .isInstanceOfSatisfying(
                                VgiException.class, e -> assertThat(e.code()).isEqualTo(Code.INVALID_ARGUMENT));
            }
            assertThatThrownBy(() -> reopen("echo_ticks", callState))
                    .hasMessageContaining("expected one of test.Sample/echo_ticks");
        }
    }

    @Test
    void foreignPosition_isRefused() {
        try (Dispatcher.OpenStream stream = here.open("count", 3L)) {
            for (byte[] wrong : List.of(new byte[0], new byte[] {1, 2}, new byte[] {7})) {
                assertThatThrownBy(() -> stream.at(wrong).close())
                        .isInstanceOfSatisfying(
                                VgiException.class, e -> assertThat(e.code()).isEqualTo(Code.INVALID_ARGUMENT));
            }
        }
    }
}
