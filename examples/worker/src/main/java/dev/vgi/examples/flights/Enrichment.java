package dev.vgi.examples.flights;

import dev.vgi.arrow.Batch;
import dev.vgi.protocol.LogMessage;
import dev.vgi.service.Exchange;
import dev.vgi.service.Output;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/** Turns a batch of routes into places and distances. It keeps nothing between batches. */
final class Enrichment implements Exchange.Mapping<Batch, Batch> {
    private static final String ORIGIN = "origin";
    private static final String DESTINATION = "destination";
    private static final ArrowType DOUBLE = new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE);

    /** Codes may be null or unknown. */
    static final Schema INPUT = new Schema(List.of(
            Field.nullable(ORIGIN, ArrowType.Utf8.INSTANCE), Field.nullable(DESTINATION, ArrowType.Utf8.INSTANCE)));

    /** So all that is looked up by codes may be null. */
    static final Schema OUTPUT =
            new Schema(Stream.of(place(ORIGIN), place(DESTINATION), Stream.of(Field.nullable("distance_km", DOUBLE)))
                    .flatMap(fields -> fields)
                    .toList());

    private static final int WARNED_CODES = 10;

    private static Stream<Field> place(String end) {
        return Stream.of(
                Field.nullable(end + "_city", ArrowType.Utf8.INSTANCE),
                Field.nullable(end + "_state", ArrowType.Utf8.INSTANCE),
                Field.nullable(end + "_latitude", DOUBLE),
                Field.nullable(end + "_longitude", DOUBLE));
    }

    @Override
    public void map(Batch routes, Output<Batch> output) {
        AirportTable airports = SampleData.airports();
        int[] origins = find(airports, routes, ORIGIN, output);
        int[] destinations = find(airports, routes, DESTINATION, output);
        VectorSchemaRoot places = VectorSchemaRoot.create(OUTPUT, output.allocator());
        try {
            fill(airports, origins, ORIGIN, places);
            fill(airports, destinations, DESTINATION, places);
            airports.distances(origins, destinations, (Float8Vector) places.getVector("distance_km"));
            places.setRowCount(origins.length);
            output.emit(Batch.of(places));
        } catch (Throwable e) {
            places.close();
            throw e;
        }
    }

    private static void fill(AirportTable airports, int[] positions, String end, VectorSchemaRoot places) {
        airports.cities(positions, (VarCharVector) places.getVector(end + "_city"));
        airports.states(positions, (VarCharVector) places.getVector(end + "_state"));
        airports.latitudes(positions, (Float8Vector) places.getVector(end + "_latitude"));
        airports.longitudes(positions, (Float8Vector) places.getVector(end + "_longitude"));
    }

    /** Finds the position of each row's airport; warns the caller of codes that no airport has. */
    private static int[] find(AirportTable airports, Batch routes, String end, Output<Batch> output) {
        var codes = (VarCharVector) Objects.requireNonNull(routes.vector(end));
        int[] positions = airports.codes().find(codes);
        Set<String> unknown = new LinkedHashSet<>();
        for (int row = 0; row < positions.length && unknown.size() < WARNED_CODES; row++) {
            if (positions[row] == CodeIndex.NONE && !codes.isNull(row)) {
                unknown.add(new String(codes.get(row), StandardCharsets.UTF_8));
            }
        }
        if (!unknown.isEmpty()) {
            output.log(LogMessage.Level.WARN, "unknown airport codes: " + String.join(", ", unknown));
        }
        return positions;
    }
}
