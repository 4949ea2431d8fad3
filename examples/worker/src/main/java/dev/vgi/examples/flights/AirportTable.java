package dev.vgi.examples.flights;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.VarCharVector;
import org.jspecify.annotations.Nullable;

/**
 * Holds all airports. The methods that fill an empty vector take the position of an airport for each row, and write
 * null for {@link CodeIndex#NONE} and for what is unknown. Immutable.
 */
final class AirportTable {
    private static final byte[] UNKNOWN = {};

    private final List<Airport> airports;
    private final CodeIndex codes;
    private final byte[][] cities;
    private final byte[][] states;
    private final double[] latitudes;
    private final double[] longitudes;

    private AirportTable(List<Airport> airports) {
        this.airports = airports;
        codes = new CodeIndex(airports.stream().map(Airport::iata).toList());
        cities = utf8(Airport::city);
        states = utf8(Airport::state);
        latitudes = airports.stream().mapToDouble(Airport::latitude).toArray();
        longitudes = airports.stream().mapToDouble(Airport::longitude).toArray();
    }

    static AirportTable read() {
        return new AirportTable(
                Csv.rows("airports.csv").stream().map(AirportTable::airport).toList());
    }

    private static Airport airport(List<String> cells) {
        return new Airport(
                cells.get(0),
                cells.get(1),
                known(cells.get(2)),
                known(cells.get(3)),
                cells.get(4),
                Double.parseDouble(cells.get(5)),
                Double.parseDouble(cells.get(6)));
    }

    private static @Nullable String known(String cell) {
        return cell.equals("NA") ? null : cell;
    }

    private byte[][] utf8(Function<Airport, @Nullable String> component) {
        return airports.stream()
                .map(airport -> Objects.requireNonNullElse(component.apply(airport), ""))
                .map(text -> text.isEmpty() ? UNKNOWN : text.getBytes(StandardCharsets.UTF_8))
                .toArray(byte[][]::new);
    }

    CodeIndex codes() {
        return codes;
    }

    Airport airport(int position) {
        return airports.get(position);
    }

    void cities(int[] positions, VarCharVector target) {
        texts(cities, positions, target);
    }

    void states(int[] positions, VarCharVector target) {
        texts(states, positions, target);
    }

    void latitudes(int[] positions, Float8Vector target) {
        doubles(latitudes, positions, target);
    }

    void longitudes(int[] positions, Float8Vector target) {
        doubles(longitudes, positions, target);
    }

    /** Fills an empty vector with the great-circle distance between the airports of each row. */
    void distances(int[] starts, int[] ends, Float8Vector target) {
        target.allocateNew(starts.length);
        for (int row = 0; row < starts.length; row++) {
            int start = starts[row];
            int end = ends[row];
            if (start != CodeIndex.NONE && end != CodeIndex.NONE) {
                target.set(
                        row,
                        GreatCircle.kilometres(latitudes[start], longitudes[start], latitudes[end], longitudes[end]));
            }
        }
        target.setValueCount(starts.length);
    }

    private static void doubles(double[] values, int[] positions, Float8Vector target) {
        target.allocateNew(positions.length);
        for (int row = 0; row < positions.length; row++) {
            if (positions[row] != CodeIndex.NONE) {
                target.set(row, values[positions[row]]);
            }
        }
        target.setValueCount(positions.length);
    }

    private static void texts(byte[][] values, int[] positions, VarCharVector target) {
        long bytes = 0;
        for (int position : positions) {
            bytes += position == CodeIndex.NONE ? 0 : values[position].length;
        }
        target.allocateNew(bytes, positions.length);
        for (int row = 0; row < positions.length; row++) {
            if (positions[row] != CodeIndex.NONE && values[positions[row]] != UNKNOWN) {
                target.set(row, values[positions[row]]);
            }
        }
        target.setValueCount(positions.length);
    }
}
