package dev.vgi.flink;

import dev.vgi.arrow.Batch;
import dev.vgi.client.Client;
import dev.vgi.client.ExchangeStream;
import dev.vgi.client.ProducerStream;
import dev.vgi.client.connect.Vgi;
import dev.vgi.types.Values;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The example's flights, and what plain Java gets when it enriches them: what every job's answer is compared with. */
final class SampleFlights {
    static final int COUNT = 200_000;
    static final List<String> ANSWER = List.of(
            "origin_city",
            "origin_state",
            "origin_latitude",
            "origin_longitude",
            "destination_city",
            "destination_state",
            "destination_latitude",
            "destination_longitude",
            "distance_km");

    private static List<Flight> all = List.of();

    private SampleFlights() {}

    /** One flight, and the answer's columns for it, in their order. */
    record Flight(String origin, String destination, long delay, List<Object> answer) {}

    /** All of them, read and enriched by a loop over one stream. */
    static synchronized List<Flight> all() {
        if (all.isEmpty()) {
            try (Client client = Vgi.connect("inproc:dev.vgi.examples.flights.FlightsWorker")) {
                all = read(client);
            }
        }
        return all;
    }

    private static List<Flight> read(Client client) {
        List<Flight> flights = new ArrayList<>(COUNT);
        Map<String, ?> columns = Map.of("vgi_columns", List.of("origin", "destination", "delay"));
        Map<String, ?> routes = Map.of("vgi_columns", List.of("origin", "destination"));
        ExchangeStream enrich = null;
        try (ProducerStream rows =
                        client.method("Flights/flights").args(columns).open();
                ProducerStream inputs =
                        client.method("Flights/flights").args(routes).open()) {
            for (Batch batch = rows.next(); batch != null; batch = rows.next()) {
                try (Batch flight = batch;
                        Batch input = inputs.next()) {
                    if (enrich == null) {
                        enrich = client.method("Flights/enrich").exchange(input.schema());
                    }
                    try (Batch answer = enrich.exchange(input)) {
                        add(Values.rows(flight), Values.rows(answer), flights);
                    }
                }
            }
        } finally {
            if (enrich != null) {
                enrich.close();
            }
        }
        return flights;
    }

    private static void add(List<Map<String, Object>> rows, List<Map<String, Object>> answers, List<Flight> flights) {
        for (int i = 0; i < rows.size(); i++) {
            List<Object> answer = new ArrayList<>();
            for (String column : ANSWER) {
                answer.add(answers.get(i).get(column));
            }
            flights.add(new Flight(
                    (String) rows.get(i).get("origin"),
                    (String) rows.get(i).get("destination"),
                    ((Number) rows.get(i).get("delay")).longValue(),
                    answer));
        }
    }
}
