package dev.vgi.examples.flights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.vgi.arrow.Batch;
import dev.vgi.arrow.Memory;
import dev.vgi.client.Client;
import dev.vgi.client.connect.Vgi;
import dev.vgi.protocol.MethodDescription;
import dev.vgi.service.Exchange;
import dev.vgi.service.Producer;
import dev.vgi.testing.Peer;
import dev.vgi.types.Values;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Java worker and the Python worker side by side. */
class SameAnswersTest {
    @TempDir
    static Path folder;

    private static Memory memory;
    private static Peer javaWorker;
    private static Peer pythonWorker;
    private static Client java;
    private static Client python;

    @BeforeAll
    static void start() {
        memory = Memory.create();
        pythonWorker = Workers.python("--unix", folder.resolve("python").toString());
        javaWorker = Workers.java("--unix", folder.resolve("java").toString());
        python = Vgi.client(pythonWorker.address()).memory(memory).connect();
        java = Vgi.client(javaWorker.address()).memory(memory).connect();
    }

    @AfterAll
    static void stop() {
        if (java != null) {
            java.close();
            python.close();
            javaWorker.close();
        }
        if (pythonWorker != null) {
            pythonWorker.close();
        }
        memory.close();
    }

    @Test
    void reflection_tellsTheSameProtocol() {
        var ours = java.describe("Flights");
        var theirs = python.describe("Flights");

        assertThat(ours.summary()).isEqualTo(theirs.summary());
        assertThat(ours.methods()).zipSatisfy(theirs.methods(), (our, their) -> assertThat(shape(our))
                .isEqualTo(shape(their)));
    }

    /** Python's worker says nothing about what may be sent again. */
    private static List<Object> shape(MethodDescription method) {
        return Arrays.asList(method.name(), method.kind(), method.parameters(), method.result(), method.header());
    }

    @Test
    void flights_areTheSameBatchForBatch() {
        try (Producer<Batch> ours = java.proxy(Flights.class).flights(null, null, null);
                Producer<Batch> theirs = python.proxy(Flights.class).flights(null, null, null)) {
            assertThat(ours.schema()).isEqualTo(theirs.schema());
            Batch our = ours.next();
            while (our != null) {
                try (Batch mine = our;
                        Batch their = theirs.next()) {
                    assertThat(Values.rows(mine)).isEqualTo(Values.rows(their));
                }
                our = ours.next();
            }
            assertThat(theirs.next()).isNull();
        }
    }

    @Test
    void enrichment_isTheSameRowForRow() {
        try (Producer<Batch> flights = java.proxy(Flights.class).flights(null, List.of("origin", "destination"), null);
                Exchange<Batch, Batch> ours = java.proxy(Flights.class).enrich();
                Exchange<Batch, Batch> theirs = python.proxy(Flights.class).enrich()) {
            for (Batch routes : flights) {
                try (Batch input = nullable(routes);
                        Batch our = ours.exchange(input);
                        Batch their = theirs.exchange(input)) {
                    assertThat(our.schema()).isEqualTo(their.schema());
                    assertThat(our.rowCount()).isEqualTo(their.rowCount());
                    compare(Values.rows(our), Values.rows(their));
                }
            }
        }
    }

    /** All but the distance is looked up; the distance may differ by how sines are rounded. */
    private static void compare(List<Map<String, Object>> ours, List<Map<String, Object>> theirs) {
        for (int row = 0; row < ours.size(); row++) {
            var our = new LinkedHashMap<>(ours.get(row));
            var their = new LinkedHashMap<>(theirs.get(row));
            Double ourDistance = (Double) our.remove("distance_km");
            Double theirDistance = (Double) their.remove("distance_km");
            assertThat(our).isEqualTo(their);
            assertThat(ourDistance).isEqualTo(theirDistance, within(1e-9 * Math.max(1, theirDistance)));
        }
    }

    private static Batch nullable(Batch routes) {
        try (routes) {
            Schema schema = Enrichment.INPUT;
            return Values.encodeRows(schema, Values.rows(routes), memory.allocator());
        }
    }
}
