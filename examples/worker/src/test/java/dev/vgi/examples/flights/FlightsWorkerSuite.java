package dev.vgi.examples.flights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import dev.vgi.Code;
import dev.vgi.VgiException;
import dev.vgi.arrow.Batch;
import dev.vgi.arrow.Memory;
import dev.vgi.client.Client;
import dev.vgi.client.connect.Vgi;
import dev.vgi.protocol.CallOptions;
import dev.vgi.protocol.LogMessage;
import dev.vgi.service.Exchange;
import dev.vgi.service.Producer;
import dev.vgi.types.Values;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What a flights worker promises, in whatever language and over whatever transport. */
abstract class FlightsWorkerSuite {
    private final List<LogMessage> logs = new ArrayList<>();
    private Memory memory;
    private Client client;
    private Flights flights;

    abstract String address();

    @BeforeEach
    void connect() {
        logs.clear();
        memory = Memory.create();
        client = Vgi.client(address())
                .memory(memory)
                .options(CallOptions.DEFAULT.withLogs(logs::add))
                .connect();
        flights = client.proxy(Flights.class);
    }

    @AfterEach
    void allocatorIsEmpty() {
        client.close();
        memory.close();
    }

    @Test
    void protocol_hasTheHashOfBothWorkers() {
        assertThat(client.describe("Flights").summary().hash())
                .isEqualTo("505370c367221d77d2b8a18631cc085aca6acf59992ee94c63be839bda182740");
    }

    @Test
    void flights_givesAllRowsByDateInBatchesOf16384() {
        try (Producer<Batch> stream = flights.flights(null, null, null)) {
            assertThat(stream.schema()).isEqualTo(FlightTable.SCHEMA);
            List<Integer> sizes = new ArrayList<>();
            List<Object> dates = new ArrayList<>();
            for (Batch batch : stream) {
                try (batch) {
                    sizes.add(batch.rowCount());
                    Values.rows(batch).forEach(row -> dates.add(row.get("date")));
                }
            }
            assertThat(sizes).hasSize(13).startsWith(16_384).endsWith(3_392);
            assertThat(dates).hasSize(200_000).isSortedAccordingTo((a, b) -> a.toString()
                    .compareTo(b.toString()));
        }
    }

    @Test
    void flightSplits_coverAllFlightsOnce() {
        List<Long> months = new ArrayList<>();
        try (Producer<Flights.Split> splits = flights.flightSplits()) {
            splits.forEach(split -> months.add(split.month()));
        }
        assertThat(months).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
        assertThat(months.stream().map(month -> rows(flights.flights(month, List.of(), null))))
                .containsExactly(33_883L, 30_545L, 34_100L, 33_402L, 34_589L, 33_481L);
    }

    @Test
    void month_givesItsFlightsOnly() {
        assertThat(read(flights.flights(2L, List.of("date"), null)))
                .allSatisfy(row -> assertThat(row.get("date").toString()).startsWith("2001-02-"));
    }

    @Test
    void monthWithoutFlights_givesNoBatch() {
        try (Producer<Batch> stream = flights.flights(12L, null, null)) {
            assertThat(stream.next()).isNull();
        }
    }

    @Test
    void vgiColumns_givesTheseColumnsInThisOrder() {
        List<Map<String, Object>> whole = read(flights.flights(1L, null, 1_000L));
        List<Map<String, Object>> part = read(flights.flights(1L, List.of("origin", "delay"), 1_000L));

        assertThat(part.get(0).keySet()).containsExactly("origin", "delay");
        assertThat(part)
                .isEqualTo(whole.stream()
                        .map(row -> Map.of("origin", row.get("origin"), "delay", row.get("delay")))
                        .toList());
    }

    @Test
    void emptyVgiColumns_givesBatchesThatOnlyCountRows() {
        try (Producer<Batch> stream = flights.flights(null, List.of(), null)) {
            assertThat(stream.schema().getFields()).isEmpty();
            assertThat(rows(stream)).isEqualTo(200_000);
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "1, 1", "16384, 16384", "20000, 20000", "1000000, 34100"})
    void vgiLimit_givesTheFirstRows(long limit, long rows) {
        assertThat(rows(flights.flights(3L, List.of("date"), limit))).isEqualTo(rows);
    }

    static Stream<Arguments> wrongArguments() {
        return Stream.of(
                Arguments.of("month", 0L, null, null),
                Arguments.of("month", 13L, null, null),
                Arguments.of("vgi_columns", null, List.of("origin", "carrier"), null),
                Arguments.of("vgi_columns", null, List.of("origin", "origin"), null),
                Arguments.of("vgi_columns", null, Arrays.asList("origin", null), null),
                Arguments.of("vgi_limit", null, null, -1L));
    }

    @ParameterizedTest
    @MethodSource("wrongArguments")
    void wrongArgument_isAnErrorThatNamesIt(String parameter, Long month, List<String> columns, Long limit) {
        assertThatExceptionOfType(VgiException.class)
                .isThrownBy(() -> rows(flights.flights(month, columns, limit)))
                .satisfies(error -> {
                    assertThat(error.code()).isEqualTo(Code.INVALID_ARGUMENT);
                    assertThat(error.kind()).isEqualTo("invalid_parameter");
                    assertThat(error.details().toString()).contains("field=" + parameter);
                });
    }

    @Test
    void flightsThatAreGivenUp_leaveTheWorkerUsable() {
        try (Producer<Batch> stream = flights.flights(null, null, null);
                Batch first = stream.next()) {
            assertThat(first.rowCount()).isEqualTo(16_384);
        }
        assertThat(flights.airport("JFK").state()).isEqualTo("NY");
    }

    @Test
    void enrich_givesOneRowForEachRow() {
        List<Map<String, Object>> rows = enrich(Arrays.asList("JFK", "LAX"), Arrays.asList("LAX", "LAX"));

        assertThat(rows.get(0).keySet())
                .containsExactly(
                        "origin_city",
                        "origin_state",
                        "origin_latitude",
                        "origin_longitude",
                        "destination_city",
                        "destination_state",
                        "destination_latitude",
                        "destination_longitude",
                        "distance_km");
        assertThat(rows).hasSize(2);
        assertThat(rows.get(0))
                .containsEntry("origin_city", "New York")
                .containsEntry("origin_latitude", 40.63975111)
                .containsEntry("destination_state", "CA")
                .containsEntry("destination_longitude", -118.4080744);
        assertThat((Double) rows.get(0).get("distance_km")).isEqualTo(3974.205348151532, within(1e-9));
        assertThat((Double) rows.get(1).get("distance_km")).isZero();
    }

    @Test
    void enrich_givesNullForAnUnknownCity() {
        assertThat(enrich(List.of("MQT"), List.of("JFK")).get(0))
                .containsEntry("origin_city", null)
                .containsEntry("origin_state", null)
                .containsEntry("origin_latitude", 46.353639);
    }

    @Test
    void enrich_givesNullsAndAWarningForAnUnknownCode() {
        assertThat(enrich(List.of("???"), List.of("JFK")).get(0))
                .containsEntry("origin_latitude", null)
                .containsEntry("distance_km", null)
                .containsEntry("destination_city", "New York");
        assertThat(logs)
                .extracting(LogMessage::level, LogMessage::message)
                .containsExactly(tuple(LogMessage.Level.WARN, "unknown airport codes: ???"));
    }

    @Test
    void enrich_givesNullsForANullCode() {
        assertThat(enrich(Arrays.asList((String) null), List.of("JFK")).get(0))
                .containsEntry("origin_latitude", null)
                .containsEntry("distance_km", null)
                .containsEntry("destination_city", "New York");
        assertThat(logs).isEmpty();
    }

    @Test
    void enrich_takesBatchesOfAnySizeOneAfterTheOther() {
        try (Exchange<Batch, Batch> places = flights.enrich()) {
            for (int rows : new int[] {3, 0, 100_000}) {
                try (Batch routes = routes(Enrichment.INPUT, Collections.nCopies(rows, "JFK"));
                        Batch answer = places.exchange(routes)) {
                    assertThat(answer.rowCount()).isEqualTo(rows);
                }
            }
        }
    }

    @Test
    void airport_givesTheAirport() {
        assertThat(flights.airport("JFK"))
                .isEqualTo(
                        new Airport("JFK", "John F Kennedy Intl", "New York", "NY", "USA", 40.63975111, -73.77892556));
        assertThat(flights.airport("35A").name()).isEqualTo("Union County, Troy Shelton");
    }

    @Test
    void airportInAnUnknownPlace_hasNeitherCityNorState() {
        assertThat(flights.airport("ROP"))
                .extracting(Airport::city, Airport::state, Airport::country)
                .containsExactly(null, null, "Thailand");
    }

    @Test
    void unknownAirport_isNotFound() {
        assertThatExceptionOfType(VgiException.class)
                .isThrownBy(() -> flights.airport("ZZZ"))
                .withMessageContaining("no airport has the code 'ZZZ'")
                .satisfies(error -> {
                    assertThat(error.code()).isEqualTo(Code.NOT_FOUND);
                    assertThat(error.kind()).isEqualTo("airport_not_found");
                    assertThat(error.details().toString()).contains("resource_name=ZZZ");
                });
    }

    private List<Map<String, Object>> enrich(List<String> origins, List<String> destinations) {
        List<Map<String, Object>> routes = new ArrayList<>();
        for (int i = 0; i < origins.size(); i++) {
            Map<String, Object> route = new HashMap<>();
            route.put("origin", origins.get(i));
            route.put("destination", destinations.get(i));
            routes.add(route);
        }
        try (Exchange<Batch, Batch> places = flights.enrich();
                Batch input = Values.encodeRows(Enrichment.INPUT, routes, memory.allocator());
                Batch answer = places.exchange(input)) {
            assertThat(answer.schema()).isEqualTo(Enrichment.OUTPUT);
            return Values.rows(answer);
        }
    }

    private Batch routes(Schema schema, List<String> codes) {
        List<String> names = schema.getFields().stream().map(Field::getName).toList();
        return Values.encodeRows(
                schema,
                codes.stream()
                        .map(code -> Map.of(names.get(0), code, names.get(1), code))
                        .toList(),
                memory.allocator());
    }

    private static List<Map<String, Object>> read(Producer<Batch> stream) {
        List<Map<String, Object>> rows = new ArrayList<>();
        try (stream) {
            for (Batch batch : stream) {
                try (batch) {
                    rows.addAll(Values.rows(batch));
                }
            }
        }
        return rows;
    }

    private static long rows(Producer<Batch> stream) {
        long rows = 0;
        try (stream) {
            for (Batch batch : stream) {
                try (batch) {
                    rows += batch.rowCount();
                }
            }
        }
        return rows;
    }
}
