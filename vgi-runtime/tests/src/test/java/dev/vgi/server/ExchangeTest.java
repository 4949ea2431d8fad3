package dev.vgi.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vgi.VgiException;
import dev.vgi.arrow.Batch;
import dev.vgi.arrow.Metadata;
import dev.vgi.protocol.Dispatcher;
import dev.vgi.protocol.TransportKind;
import dev.vgi.types.TypeTokens;
import dev.vgi.types.Values;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** An exchange on one connection: one answer for each input. */
class ExchangeTest {
    private final Calls calls = new Calls(TransportKind.TCP);

    @AfterEach
    void nothingIsLeft() {
        calls.close();
    }

    private Calls.Answer send(Dispatcher.Turns turns, Batch input) {
        return calls.turn(turns, input, Metadata.EMPTY);
    }

    @Test
    void eachInput_hasItsAnswer_andTheStateGoesOn() {
        try (Dispatcher.OpenStream stream = calls.open("running_sum");
                Dispatcher.Turns turns = stream.start()) {
            assertThat(stream.isProducer()).isFalse();
            assertThat(stream.input()).isEqualTo(SampleService.NUMBERS);
            assertThat(send(turns, SampleService.numbers(calls.allocator(), 1, 2))
                            .rows())
                    .isEqualTo(List.of(Map.of("n", 3L)));
            assertThat(send(turns, SampleService.numbers(calls.allocator())).rows())
                    .isEqualTo(List.of(Map.of("n", 3L)));
            assertThat(send(turns, SampleService.numbers(calls.allocator(), 4)).rows())
                    .isEqualTo(List.of(Map.of("n", 7L)));
        }
    }

    @Test
    void inputThatIsPassedOn_isAnswer_withItsOwnMetadataButNotTheFrameworks() {
        try (Dispatcher.OpenStream stream = calls.open("echo");
                Dispatcher.Turns turns = stream.start()) {
            Metadata tick = Metadata.of(Map.of("mine", "1", "vgi_rpc.location.fetch_ms", "3"));

            Calls.Answer answer = calls.turn(turns, SampleService.numbers(calls.allocator(), 5), tick);

            assertThat(answer.rows()).isEqualTo(List.of(Map.of("n", 5L)));
            assertThat(answer.metadata()).isEqualTo(Metadata.of("mine", "1"));
        }
    }

    /** Columns that differ from the declared ones in what a cast takes, and nothing else. */
    static Stream<Arguments> castInputs() {
        return Stream.of(
                        "struct<n?:int64,text?:utf8,word?:dictionary<index:int16,value:utf8>,list?:list<item?:int32>>",
                        "struct<n:int64,text:utf8,word:dictionary<index:int16,value:utf8>,list:list<item?:int32>>",
                        "struct<word?:dictionary<index:int16,value:utf8>,list?:list<item?:int32>,n?:int64,text?:utf8>",
                        "struct<n?:int32,text?:utf8,word?:dictionary<index:int16,value:utf8>,list?:list<item?:int32>>",
                        "struct<n?:int64,text?:large_utf8,word?:dictionary<index:int16,value:utf8>,list?:list<item?:int32>>",
                        "struct<n?:int64,text?:utf8,word?:utf8,list?:list<item?:int32>>",
                        "struct<n?:int64,text?:utf8,word?:dictionary<index:int16,value:utf8>,list:list<item:int32>>",
                        "struct<list?:list<item?:int64>,word?:utf8,text:large_utf8,n?:uint8>")
                .flatMap(input ->
                        Stream.of("itself", "its root", "its vectors", "slices").map(how -> Arguments.of(how, input)));
    }

    @ParameterizedTest
    @MethodSource("castInputs")
    void inputThatIsPassedOn_isWholeAfterItsCast(String how, String input) {
        Schema given = new Schema(TypeTokens.parse("row", input).getChildren());
        Map<String, Object> row = Map.of("n", 5L, "text", "fünf", "word", "V", "list", List.of(1, 2));
        Map<String, Object> other = Map.of("n", 6L, "text", "sechs", "word", "VI", "list", List.of());
        try (Dispatcher.OpenStream stream = calls.open("echo_rows", how);
                Dispatcher.Turns turns = stream.start()) {
            for (int turn = 0; turn < 2; turn++) {
                Batch batch = Values.encodeRows(given, List.of(row, other), calls.allocator());
                assertThat(send(turns, batch).rows()).isEqualTo(List.of(row, other));
            }
        }
    }

    @Test
    void records_areMappedOneForOne() {
        Schema points = new Schema(List.of(TypeTokens.parse("y", "int32"), TypeTokens.parse("x", "int64")));
        try (Dispatcher.OpenStream stream = calls.open("sums");
                Dispatcher.Turns turns = stream.start()) {
            Batch input = Values.encodeRows(
                    points, List.of(Map.of("x", 1, "y", 2), Map.of("x", 3, "y", 4)), calls.allocator());
            assertThat(send(turns, input).rows()).isEqualTo(List.of(Map.of("sum", 3L), Map.of("sum", 7L)));
            assertThat(send(turns, Batch.empty(points, calls.allocator())).rows())
                    .isEmpty();
        }
    }

    @Test
    void recordWithoutAnswer_isAnError() {
        Schema points = new Schema(List.of(TypeTokens.parse("x", "int64"), TypeTokens.parse("y", "int64")));
        try (Dispatcher.OpenStream stream = calls.open("sums");
                Dispatcher.Turns turns = stream.start()) {
            Batch input = Values.encodeRows(points, List.of(Map.of("x", -1, "y", 2)), calls.allocator());
            assertThatThrownBy(() -> send(turns, input))
                    .hasMessageContaining("emitted 0 records for one input, expected exactly one");
        }
    }

    @Test
    void withoutInputColumns_itIsAProducer() {
        try (Dispatcher.OpenStream stream = calls.open("without_columns");
                Dispatcher.Turns turns = stream.start()) {
            assertThat(stream.isProducer()).isTrue();
            assertThat(calls.tick(turns)).isEqualTo(new Calls.Answer(List.of(), Metadata.EMPTY, false));
            calls.tick(turns);
            assertThat(calls.tick(turns).finished()).isTrue();
        }
    }

    @Test
    void cancel_runsTheHook_andSwallowsItsError() {
        try (Dispatcher.OpenStream stream = calls.open("running_sum");
                Dispatcher.Turns turns = stream.start()) {
            turns.cancel(calls.caller(Metadata.EMPTY));
        }
        assertThat(calls.service.cancelled).hasValue(1);
    }

    @ParameterizedTest
    @CsvSource({
        "finish,           an exchange ends when its caller ends it",
        "emit nothing,     'emitted nothing: each turn emits one batch'",
        "emit twice,       'a second batch in one turn'",
        "throw after emit, too late",
    })
    void misbehavingTurn_isAnErrorThatSaysHow_andLeavesNothing(String how, String message) {
        try (Dispatcher.OpenStream stream = calls.open("misbehaving_exchange", how);
                Dispatcher.Turns turns = stream.start()) {
            assertThatThrownBy(() -> send(turns, SampleService.numbers(calls.allocator(), 1)))
                    .isInstanceOf(VgiException.class)
                    .hasMessageContaining(message);
        }
    }
}
