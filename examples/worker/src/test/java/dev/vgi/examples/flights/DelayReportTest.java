package dev.vgi.examples.flights;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

class DelayReportTest {
    @Test
    void worst_givesTheTenWorstPairsOfTheSampleData() {
        assertThat(DelayReport.worst(100, 10))
                .containsExactly(
                        new StateDelays("NV", "WA", 192, 4145),
                        new StateDelays("VA", "CO", 101, 2026),
                        new StateDelays("ME", "MA", 171, 3410),
                        new StateDelays("CO", "WA", 163, 3021),
                        new StateDelays("MA", "ME", 154, 2823),
                        new StateDelays("WA", "AK", 337, 5930),
                        new StateDelays("GA", "MA", 181, 3058),
                        new StateDelays("CO", "OR", 105, 1769),
                        new StateDelays("CO", "IL", 283, 4654),
                        new StateDelays("PR", "NY", 146, 2361));
    }

    @Test
    void worst_countsAllFlightsBetweenKnownStates() {
        List<StateDelays> pairs = DelayReport.worst(1, Integer.MAX_VALUE);

        assertThat(pairs).hasSize(1_088);
        assertThat(pairs.stream().mapToLong(StateDelays::flights).sum()).isEqualTo(199_979);
    }

    @Test
    void worst_ordersPairsOfEqualMeansByTheirStates() {
        List<StateDelays> pairs = DelayReport.worst(1, Integer.MAX_VALUE);

        assertThat(pairs.stream().map(StateDelays::mean).distinct().count()).isLessThan(pairs.size());
        assertThat(pairs)
                .isSortedAccordingTo(Comparator.comparing(StateDelays::mean)
                        .reversed()
                        .thenComparing(StateDelays::origin)
                        .thenComparing(StateDelays::destination));
    }

    @Test
    void worst_leavesOutPairsWithFewerFlights() {
        assertThat(DelayReport.worst(100, Integer.MAX_VALUE)).hasSize(465).allSatisfy(pair -> assertThat(pair.flights())
                .isGreaterThanOrEqualTo(100));
    }
}
