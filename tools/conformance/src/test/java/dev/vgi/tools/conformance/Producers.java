package dev.vgi.tools.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vgi.Code;
import dev.vgi.VgiException;
import dev.vgi.arrow.Batch;
import dev.vgi.arrow.Metadata;
import dev.vgi.client.Client;
import dev.vgi.service.Producer;
import dev.vgi.service.VgiProtocol;
import dev.vgi.tools.conformance.service.ConformanceHeader;
import dev.vgi.tools.conformance.service.ConformanceService;
import dev.vgi.tools.conformance.service.RichHeader;
import java.util.ArrayList;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.types.pojo.Field;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A producer gives its batches one by one, in order, until it ends or is given up. */
interface Producers extends Fixture {
    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2, 50})
    default void batches_comeInOrderAndEnd(long count) {
        assertThat(Fixture.column("index", service().produceN(count))).isEqualTo(Fixture.numbers(count));
        assertUsable();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 64})
    default void batches_areTheSame_howeverManyAreAskedForAhead(int prefetchBatches) {
        try (Client client = connect(options -> options.withPrefetchBatches(prefetchBatches))) {
            Producer<Batch> stream = client.proxy(ConformanceService.class).produceN(10);

            assertThat(Fixture.column("index", stream)).isEqualTo(Fixture.numbers(10));
        }
    }

    @Test
    default void end_staysTheEnd() {
        try (var stream = service().produceSingle()) {
            stream.next().close();
            assertThat(stream.next()).isNull();
            assertThat(stream.next()).isNull();
        }
        try (var stream = service().produceEmpty()) {
            assertThat(stream.next()).isNull();
        }
        assertUsable();
    }

    @Test
    default void schema_isKnownBeforeTheFirstBatch() {
        try (var stream = service().produceN(2)) {
            assertThat(stream.schema().getFields()).extracting(Field::getName).containsExactly("index", "value");
            assertThat(Fixture.column("index", stream)).containsExactly(0L, 1L);
        }
        try (var stream = service().produceEmpty()) {
            assertThat(stream.schema().getFields()).hasSize(2);
        }
    }

    @Test
    default void batchesWithoutRows_areBatches() {
        var rows = new ArrayList<Integer>();
        try (var stream = service().produceLargeBatches(0, 3)) {
            for (Batch batch : stream) {
                try (batch) {
                    rows.add(batch.rowCount());
                }
            }
        }
        assertThat(rows).containsExactly(0, 0, 0);
    }

    @Test
    default void largeBatches() {
        long rows = 0;
        long sum = 0;
        try (var stream = service().produceLargeBatches(200_000, 5)) {
            for (Batch batch : stream) {
                try (batch) {
                    var values = (BigIntVector) batch.vector("value");
                    for (int row = 0; row < batch.rowCount(); row++) {
                        sum += values.get(row);
                    }
                    rows += batch.rowCount();
                }
            }
        }
        assertThat(rows).isEqualTo(1_000_000);
        assertThat(sum).isEqualTo(10 * (999_999L * 1_000_000 / 2));
    }

    @Test
    default void batch_outlivesItsStreamAndIsNotOverwritten() {
        Batch first;
        try (var stream = service().produceLargeBatches(10_000, 3)) {
            first = stream.next();
            stream.next().close();
        }
        assertUsable();
        assertThat(Fixture.column("index", first))
                .hasSize(10_000)
                .startsWith(0L, 1L)
                .endsWith(9_999L);
    }

    @Test
    default void metadata_staysWithItsBatch() {
        var seen = new ArrayList<String>();
        try (var stream = service().produceAnnotatedBatches(3, 2)) {
            for (Batch batch : stream) {
                seen.add(batch.metadata().get("conformance.batch_index") + " of "
                        + batch.metadata().get("conformance.batch_total") + " "
                        + batch.metadata().get("conformance.emit_label") + " "
                        + Fixture.column("value", batch));
            }
        }
        assertThat(seen)
                .containsExactly(
                        "0 of 3 \u00fcn\u00efcode-\u03bb [0, 1]",
                        "1 of 3 \u00fcn\u00efcode-\u03bb [1000000, 1000001]",
                        "2 of 3 \u00fcn\u00efcode-\u03bb [2000000, 2000001]");
    }

    @Test
    default void metadata_ofATick_reachesItsTurn() {
        try (Client client = connect(options -> options.withPrefetchBatches(0));
                var stream = client.method("ConformanceService/produce_tick_metadata")
                        .arg("count", 3)
                        .open()) {
            stream.next().close();
            assertThat(Fixture.column("seen", stream.next(Metadata.of("vgi.conformance.tick", "second"))))
                    .containsExactly("second");
            assertThat(Fixture.column("seen", stream.next())).containsExactly("");
            assertThat(stream.next()).isNull();
        }
    }

    @Test
    default void header_comesFirst() {
        try (var stream = service().produceWithHeader(3)) {
            assertThat(stream.header()).isEqualTo(new ConformanceHeader(3, "producing 3 batches"));
            assertThat(Fixture.column("index", stream)).containsExactly(0L, 1L, 2L);
            assertThat(stream.header().totalExpected()).isEqualTo(3);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2, 3})
    default void header_ofEveryType(long seed) {
        try (var stream = service().produceWithRichHeader(seed, 1)) {
            assertThat(stream.header()).isEqualTo(RichHeader.of(seed));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "false, false, index",
        "true, false, 'index,label'",
        "false, true, 'index,score'",
        "true, true, 'index,label,score'"
    })
    default void schema_isDecidedByTheCall(boolean strings, boolean floats, String columns) {
        try (var stream = service().produceDynamicSchema(4, 2, strings, floats)) {
            assertThat(stream.header()).isEqualTo(RichHeader.of(4));
            assertThat(stream.schema().getFields()).extracting(Field::getName).containsExactly(columns.split(","));
            assertThat(Fixture.column(columns.substring(columns.lastIndexOf(',') + 1), stream))
                    .hasSize(2);
        }
    }

    @Test
    default void records_standForRows() {
        try (var stream = client().proxy(Counters.class).produceN(3)) {
            assertThat(stream).containsExactly(new Counter(0, 0), new Counter(1, 10), new Counter(2, 20));
        }
    }

    @Test
    default void batchOverTheLimit_isRefusedByName() {
        try (Client client = connect(options -> options.withAllocatorBytes(1 << 20))) {
            ConformanceService service = client.proxy(ConformanceService.class);
            assertThatThrownBy(() -> {
                        try (var stream = service.produceLargeBatches(200_000, 2)) {
                            stream.next();
                        }
                    })
                    .isInstanceOfSatisfying(
                            VgiException.class, e -> assertThat(e.code()).isEqualTo(Code.RESOURCE_EXHAUSTED))
                    .hasMessageContaining("allocatorBytes");
            assertThat(service.echoInt(1)).isEqualTo(1);
        }
    }

    /** The counter's rows. */
    record Counter(long index, long value) {}

    /** A method of the service, by records. */
    @VgiProtocol(name = "ConformanceService", version = "2.0.0")
    interface Counters {
        Producer<Counter> produceN(long count);
    }
}
