package dev.vgi.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.vgi.examples.flights.Flights;
import dev.vgi.examples.flights.FlightsWorker;
import dev.vgi.flink.SampleFlights.Flight;
import dev.vgi.server.Server;
import dev.vgi.testing.Peer;
import dev.vgi.testing.PythonReference;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.flink.types.Row;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** All flights through an exchange on a stream, against what plain Java gets from it; the same over every transport. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ExchangeStreamTest {
    @RegisterExtension
    static final MiniClusterExtension CLUSTER = new MiniClusterExtension(new MiniClusterResourceConfiguration.Builder()
            .setNumberTaskManagers(1)
            .setNumberSlotsPerTaskManager(4)
            .build());

    private static final TypeInformation<Row> FLIGHT =
            Types.ROW_NAMED(new String[] {"id", "origin", "destination"}, Types.LONG, Types.STRING, Types.STRING);

    private AutoCloseable worker;
    private String url;

    /** Starts a worker. */
    abstract AutoCloseable start() throws Exception;

    abstract String address(AutoCloseable worker);

    @BeforeAll
    void startWorker() throws Exception {
        worker = start();
        url = address(worker);
    }

    @AfterAll
    void stopWorker() throws Exception {
        worker.close();
    }

    abstract static class InJava extends ExchangeStreamTest {
        @Override
        String address(AutoCloseable worker) {
            return ((Server) worker).addresses().get(0);
        }
    }

    static class JavaOverUnix extends InJava {
        @TempDir
        static Path folder;

        @Override
        AutoCloseable start() {
            return Server.builder()
                    .host(Flights.class, new FlightsWorker())
                    .reflection(true)
                    .unix(folder.resolve("flights.sock"))
                    .start();
        }
    }

    static class JavaOverHttp extends InJava {
        @Override
        AutoCloseable start() {
            return Server.builder()
                    .host(Flights.class, new FlightsWorker())
                    .reflection(true)
                    .http(0)
                    .start();
        }
    }

    abstract static class InPython extends ExchangeStreamTest {
        static final String SCRIPT = Path.of(System.getProperty("vgi.home"), "examples/python/flights_worker.py")
                .toString();

        @Override
        String address(AutoCloseable worker) {
            return ((Peer) worker).address();
        }
    }

    static class PythonOverUnix extends InPython {
        @TempDir
        static Path folder;

        @Override
        AutoCloseable start() {
            return PythonReference.require()
                    .start(SCRIPT, "--describe", "--unix=" + folder.resolve("flights.sock"), "--idle-timeout", "0");
        }
    }

    static class PythonOverHttp extends InPython {
        @Override
        AutoCloseable start() {
            return PythonReference.require().start(SCRIPT, "--describe", "--http", "--port", "0");
        }
    }

    @Test
    void allFlights_areAnsweredAsInPlainJava_inTheirOrder() throws Exception {
        List<Flight> flights = SampleFlights.all();
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
        env.setParallelism(1);
        Collected<Row> collected = Collected.of(VgiExchange.on(flights(env, flights.size()))
                .url(url)
                .method("Flights/enrich")
                .inputColumns("origin", "destination")
                .keep("id")
                .apply());
        env.execute();
        List<Row> rows = new ArrayList<>(collected.rows());
        assertThat(rows).hasSize(SampleFlights.COUNT);
        for (int i = 0; i < rows.size(); i++) {
            List<Object> expected = new ArrayList<>(List.of((long) i));
            expected.addAll(flights.get(i).answer());
            assertSame(values(rows.get(i)), expected);
        }
        assertThat(rows.get(0).getFieldNames(true)).contains("id", "origin_city", "distance_km");
    }

    @Test
    void allFlights_throughALookupJoin_areAnsweredAsInPlainJava() throws Exception {
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
        env.setParallelism(1);
        StreamTableEnvironment tables = StreamTableEnvironment.create(env);
        tables.getConfig().set("table.exec.async-lookup.buffer-capacity", "12000");
        tables.executeSql(
                "CREATE TABLE flights (origin STRING NOT NULL, destination STRING NOT NULL, now AS PROCTIME())"
                        + " WITH ('connector' = 'vgi', 'method' = 'Flights/flights', 'url' = '" + url + "')");
        tables.executeSql("CREATE TABLE places (distance_km DOUBLE, destination STRING, origin STRING,"
                + " origin_city STRING, origin_state STRING, origin_latitude DOUBLE, origin_longitude DOUBLE,"
                + " destination_city STRING, destination_state STRING, destination_latitude DOUBLE,"
                + " destination_longitude DOUBLE)"
                + " WITH ('connector' = 'vgi', 'method' = 'Flights/enrich', 'url' = '" + url + "')");
        Collected<Row> collected = Collected.of(tables.toDataStream(tables.sqlQuery("SELECT p."
                + String.join(", p.", SampleFlights.ANSWER)
                + " FROM flights AS f JOIN places FOR SYSTEM_TIME AS OF f.now AS p"
                + " ON f.origin = p.origin AND f.destination = p.destination")));
        env.execute();
        List<Row> rows = new ArrayList<>(collected.rows());
        assertThat(rows).hasSize(SampleFlights.COUNT);
        for (int i = 0; i < rows.size(); i++) {
            assertSame(values(rows.get(i)), SampleFlights.all().get(i).answer());
        }
    }

    /** Two languages' sines and cosines may differ in a distance's last digit. */
    private static void assertSame(List<Object> found, List<Object> expected) {
        int distance = expected.size() - 1;
        assertThat(found.subList(0, distance)).isEqualTo(expected.subList(0, distance));
        assertThat((Double) found.get(distance)).isCloseTo((Double) expected.get(distance), within(1e-9));
    }

    static DataStream<Row> flights(StreamExecutionEnvironment env, int count) {
        SingleOutputStreamOperator<Row> rows = env.fromSequence(0, count - 1)
                .map(id -> {
                    Flight flight = SampleFlights.all().get(id.intValue());
                    return Row.of(id, flight.origin(), flight.destination());
                })
                .returns(FLIGHT);
        return rows;
    }

    private static List<Object> values(Row row) {
        List<Object> values = new ArrayList<>();
        for (int i = 0; i < row.getArity(); i++) {
            values.add(row.getField(i));
        }
        return values;
    }
}
