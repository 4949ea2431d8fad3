package dev.vgi.examples.flights;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/**
 * Finds the pairs of states with the worst mean delays in plain Java straight from the sample files, without a worker
 * and without an engine, for the answers of engines to be compared with. It shares no code with the worker.
 */
public final class DelayReport {
    private DelayReport() {}

    /**
     * Returns the pairs of known states with the highest mean delays, worst first; those of equal means by the states'
     * names.
     *
     * @param minimumFlights how many flights a pair must have to count
     * @param pairs how many pairs to give
     */
    public static List<StateDelays> worst(long minimumFlights, int pairs) {
        Map<String, String> states = states();
        Map<List<String>, StateDelays> sums = new HashMap<>();
        try (Stream<String> flights = lines("flights-200k.csv.gz")) {
            flights.forEach(line -> {
                String[] cells = line.split(",", -1);
                String origin = states.get(cells[3].replace("\"", ""));
                String destination = states.get(cells[4].replace("\"", ""));
                if (origin != null && destination != null) {
                    sums.merge(
                            List.of(origin, destination),
                            new StateDelays(origin, destination, 1, Long.parseLong(cells[1])),
                            DelayReport::sum);
                }
            });
        }
        return sums.values().stream()
                .filter(pair -> pair.flights() >= minimumFlights)
                .sorted(Comparator.comparingDouble(StateDelays::mean)
                        .reversed()
                        .thenComparing(StateDelays::origin)
                        .thenComparing(StateDelays::destination))
                .limit(pairs)
                .toList();
    }

    private static StateDelays sum(StateDelays left, StateDelays right) {
        return new StateDelays(
                left.origin(), left.destination(), left.flights() + right.flights(), left.delay() + right.delay());
    }

    /**
     * Reads the states of the airports that have one. Names and cities may hold commas; what stands behind them does
     * not.
     */
    private static Map<String, String> states() {
        Map<String, String> states = new HashMap<>();
        try (Stream<String> airports = lines("airports.csv")) {
            airports.forEach(line -> {
                String[] cells = line.split(",", -1);
                String state = cells[cells.length - 4];
                if (!state.equals("NA")) {
                    states.put(cells[0], state);
                }
            });
        }
        return states;
    }

    private static Stream<String> lines(String file) {
        try {
            InputStream bytes = Objects.requireNonNull(DelayReport.class.getResourceAsStream(file), file);
            InputStream text = file.endsWith(".gz") ? new GZIPInputStream(bytes) : bytes;
            return new BufferedReader(new InputStreamReader(text, StandardCharsets.UTF_8))
                    .lines()
                    .skip(1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
