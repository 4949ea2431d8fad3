package dev.vgi.tools.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vgi.arrow.Batch;
import dev.vgi.arrow.Metadata;
import dev.vgi.service.Exchange;
import dev.vgi.service.VgiProtocol;
import dev.vgi.tools.conformance.service.ConformanceHeader;
import dev.vgi.tools.conformance.service.RichHeader;
import dev.vgi.types.Values;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.Test;

/** An exchange answers each input with one batch, in lockstep. */
interface Exchanges extends Fixture {
    @Test
    default void everyInput_hasItsAnswer() {
        try (var stream = service().exchangeScale(2.5)) {
            for (double number = 0; number < 20; number++) {
                try (Batch input = values(number, -number)) {
                    assertThat(Fixture.column("value", stream.exchange(input)))
                            .containsExactly(number * 2.5, -number * 2.5);
                }
            }
        }
        assertUsable();
    }

    @Test
    default void input_staysTheCallers() {
        try (var stream = service().exchangeScale(3);
                Batch input = values(1.0)) {
            stream.exchange(input).close();
            assertThat(Fixture.column("value", stream.exchange(input))).containsExactly(3.0);
            assertThat(input.isClosed()).isFalse();
        }
    }

    @Test
    default void nulls_stayNulls() {
        try (var stream = service().exchangeScale(2);
                Batch input = values(1.0, null, 3.0)) {
            assertThat(Fixture.column("value", stream.exchange(input))).containsExactly(2.0, null, 6.0);
        }
    }

    @Test
    default void state_isKeptBetweenInputs() {
        try (var stream = service().exchangeAccumulate()) {
            assertThat(accumulated(stream, 1.0, 2.0)).isEqualTo(List.of(3.0, 1L));
            assertThat(accumulated(stream, 10.0)).isEqualTo(List.of(13.0, 2L));
            assertThat(accumulated(stream, -3.0)).isEqualTo(List.of(10.0, 3L));
        }
    }

    @Test
    default void state_belongsToItsStream() {
        try (var one = service().exchangeAccumulate();
                var other = service().exchangeAccumulate()) {
            assertThat(accumulated(one, 1.0)).isEqualTo(List.of(1.0, 1L));
            assertThat(accumulated(other, 5.0)).isEqualTo(List.of(5.0, 1L));
            assertThat(accumulated(one, 1.0)).isEqualTo(List.of(2.0, 2L));
        }
    }

    @Test
    default void inputWithoutRows_isAnInput() {
        try (var stream = service().exchangeScale(2);
                Batch input = values()) {
            assertThat(Fixture.column("value", stream.exchange(input))).isEmpty();
        }
    }

    @Test
    default void batchesWithoutColumns() {
        try (var stream = service().exchangeZeroColumns()) {
            for (int i = 0; i < 5; i++) {
                try (Batch input = Batch.withoutColumns(0);
                        Batch answer = stream.exchange(input)) {
                    assertThat(answer.schema().getFields()).isEmpty();
                }
            }
        }
        assertUsable();
    }

    @Test
    default void metadata_ofAnInput_reachesItsTurn_withoutTheTransportsOwn() {
        try (var stream = service().exchangeInputMetadata();
                Batch input = values(1.0).withMetadata(Metadata.of("vgi.conformance.input", "\u03bb"));
                Batch plain = values(1.0)) {
            try (Batch answer = stream.exchange(input)) {
                assertThat(Values.row(answer, 0)).containsEntry("seen", "\u03bb");
                assertThat(keys(answer)).containsExactly("vgi.conformance.input");
            }
            try (Batch answer = stream.exchange(plain)) {
                assertThat(Values.row(answer, 0)).containsEntry("seen", "");
                assertThat(keys(answer)).isEmpty();
            }
        }
    }

    /** The keys that a turn has seen; the reference lets it see as well that the input came through shared memory. */
    private static List<String> keys(Batch answer) {
        String keys = (String) Values.row(answer, 0).get("keys");
        return Arrays.stream(keys.split(","))
                .filter(key -> !key.isEmpty() && !key.equals("vgi_rpc.shm_source"))
                .toList();
    }

    @Test
    default void inputOfAnotherType_isCastWhereItFits() {
        var schema = new Schema(List.of(Field.nullable("value", new ArrowType.Int(32, true))));
        try (var stream = service().exchangeCastCompatible();
                Batch input = rows(schema, List.of(Map.of("value", 7), Map.of("value", -7)))) {
            assertThat(Fixture.column("value", stream.exchange(input))).containsExactly(7.0, -7.0);
        }
    }

    @Test
    default void inputThatIsPassedOn_isWholeAlsoWhereItsFieldDiffersFromTheDeclaredOne() {
        var required = new Schema(List.of(
                Field.notNullable("value", FLOAT64_VALUE.getFields().get(0).getType())));
        Double[] large = DoubleStream.iterate(0, number -> number + 1)
                .limit(20_000)
                .boxed()
                .toArray(Double[]::new);
        for (Double[] numbers : List.of(new Double[] {1.0, 2.0}, large)) {
            try (var stream = service().exchangeWithLogs();
                    Batch input = rows(
                            required,
                            Arrays.stream(numbers)
                                    .map(number -> Map.of("value", number))
                                    .toList())) {
                for (int turn = 0; turn < 3; turn++) {
                    assertThat(Fixture.column("value", stream.exchange(input))).containsExactly((Object[]) numbers);
                }
            }
        }
        assertUsable();
    }

    @Test
    default void largeInputsAndAnswers() {
        Double[] numbers = DoubleStream.iterate(0, number -> number + 1)
                .limit(300_000)
                .boxed()
                .toArray(Double[]::new);
        try (var stream = service().exchangeScale(2);
                Batch input = values(numbers)) {
            for (int i = 0; i < 3; i++) {
                assertThat(Fixture.column("value", stream.exchange(input)))
                        .hasSize(300_000)
                        .endsWith(599_998.0);
            }
        }
    }

    @Test
    default void header_comesWithTheFirstAnswer() {
        try (var stream = service().exchangeWithHeader(1.5);
                Batch input = values(2.0)) {
            assertThat(Fixture.column("value", stream.exchange(input))).containsExactly(3.0);
            assertThat(stream.header()).isEqualTo(new ConformanceHeader(0, "scale by 1.5"));
        }
    }

    @Test
    default void header_ofEveryType_ofAnExchange() {
        try (var stream = service().exchangeWithRichHeader(5, 1);
                Batch input = values(2.0)) {
            stream.exchange(input).close();
            assertThat(stream.header()).isEqualTo(RichHeader.of(5));
        }
    }

    @Test
    default void streamWithoutInputs_isClosed() {
        service().exchangeScale(1).close();
        assertUsable();
    }

    @Test
    default void records_standForBatchesOfOneRow() {
        try (var stream = client().proxy(Accumulating.class).exchangeAccumulate()) {
            assertThat(stream.exchange(new Amount(1.5))).isEqualTo(new Total(1.5, 1));
            assertThat(stream.exchange(new Amount(2))).isEqualTo(new Total(3.5, 2));
        }
        assertUsable();
    }

    private List<Object> accumulated(Exchange<Batch, Batch> stream, Double... numbers) {
        try (Batch input = values(numbers);
                Batch answer = stream.exchange(input)) {
            return List.copyOf(Values.row(answer, 0).values());
        }
    }

    /** An input. */
    record Amount(double value) {}

    /** An answer. */
    record Total(double runningSum, long exchangeCount) {}

    /** A method of the service, by records. */
    @VgiProtocol(name = "ConformanceService", version = "2.0.0")
    interface Accumulating {
        Exchange<Amount, Total> exchangeAccumulate();
    }
}
