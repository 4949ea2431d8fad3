package dev.vgi.tools.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vgi.arrow.Batch;
import dev.vgi.client.Client;
import dev.vgi.tools.conformance.service.ConformanceService;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A stream can be given up at any point: the worker is told, and the next call succeeds. */
interface Cancellation extends Fixture {
    @Test
    default void producerThatIsClosedEarly_isCancelled() {
        service().resetCancelProbe();
        try (var stream = service().cancellableProducer()) {
            assertThat(Fixture.column("index", stream.next())).containsExactly(0L);
            assertThat(Fixture.column("index", stream.next())).containsExactly(1L);
        }
        await().untilAsserted(
                        () -> assertThat(service().cancelProbeCounters().get(2)).isEqualTo(1));
        assertThat(service().cancelProbeCounters().get(0))
                .as("two turns, and those that were asked for ahead")
                .isBetween(2L, 5L);
    }

    @Test
    default void producerInLockstep_runsNoTurnThatNobodyAskedFor() {
        try (Client client = connect(options -> options.withPrefetchBatches(0))) {
            ConformanceService service = client.proxy(ConformanceService.class);
            service.resetCancelProbe();
            try (var stream = service.cancellableProducer()) {
                stream.next().close();
                stream.next().close();
            }
            await().untilAsserted(
                            () -> assertThat(service.cancelProbeCounters()).isEqualTo(List.of(2L, 0L, 1L)));
        }
    }

    @Test
    default void producerThatIsClosedUnread_leavesTheConnectionUsable() {
        service().cancellableProducer().close();
        assertUsable();
        try (var stream = service().cancellableProducer()) {
            assertThat(stream.schema().getFields()).hasSize(2);
        }
        assertUsable();
    }

    @Test
    default void producerThatIsClosedAtItsEnd_isNotCancelled() {
        service().resetCancelProbe();
        Fixture.column("index", service().produceN(2));
        assertThat(service().cancelProbeCounters()).isEqualTo(List.of(0L, 0L, 0L));
    }

    @Test
    default void exchangeThatIsCancelled_isToldSo() {
        service().resetCancelProbe();
        try (var stream = service().cancellableExchange();
                Batch input = values(1.0)) {
            stream.exchange(input).close();
            stream.cancel();
        }
        await().untilAsserted(() -> assertThat(service().cancelProbeCounters()).isEqualTo(List.of(0L, 1L, 1L)));
    }

    @Test
    default void exchangeThatIsClosed_isNotCancelled() {
        service().resetCancelProbe();
        try (var stream = service().cancellableExchange();
                Batch input = values(1.0)) {
            stream.exchange(input).close();
        }
        assertThat(service().cancelProbeCounters()).isEqualTo(List.of(0L, 1L, 0L));
    }

    @Test
    default void streamThatIsClosedTwice_isClosedOnce() {
        service().resetCancelProbe();
        var stream = service().cancellableProducer();
        stream.next().close();
        stream.close();
        stream.close();
        await().untilAsserted(
                        () -> assertThat(service().cancelProbeCounters().get(2)).isEqualTo(1));
    }

    @Test
    default void manyStreamsGivenUp_leaveNothingBehind() {
        for (int i = 0; i < 20; i++) {
            try (var stream = service().cancellableProducer()) {
                stream.next().close();
            }
        }
        assertUsable();
    }
}
