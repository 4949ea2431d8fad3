package dev.vgi.examples.flink;

import dev.vgi.flink.VgiExchange;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.table.api.Table;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;
import org.apache.flink.types.Row;

/**
 * Shows a job to begin from: reads the worker's flights in parallel, enriches them, and finds the worst pairs of
 * states.
 */
public final class FlightsJob {
    private FlightsJob() {}

    /** Makes the table {@code flights}, one split for each month; some batches come from this store. */
    public static void createFlights(StreamTableEnvironment tables, String url, String store) {
        tables.executeSql("""
                CREATE TEMPORARY TABLE flights (
                  `date` TIMESTAMP(6) NOT NULL,
                  delay BIGINT NOT NULL,
                  distance BIGINT NOT NULL,
                  origin STRING NOT NULL,
                  destination STRING NOT NULL
                ) WITH (
                  'connector' = 'vgi',
                  'url' = '%s',
                  'method' = 'Flights/flights',
                  'scan.splits.method' = 'Flights/flight_splits',
                  'external.allowed-hosts' = '%s'
                )""".formatted(url, store));
    }

    /** Returns the delays of the flights with what the worker knows of their airports. */
    public static DataStream<Row> enriched(StreamTableEnvironment tables, String url, String store) {
        DataStream<Row> flights =
                tables.toDataStream(tables.sqlQuery("SELECT origin, destination, delay FROM flights"));
        return VgiExchange.on(flights)
                .url(url)
                .method("Flights/enrich")
                .inputColumns("origin", "destination")
                .option("external.allowed-hosts", store)
                .keep("delay")
                .apply();
    }

    /**
     * Returns the pairs of known states with the highest mean delays, worst first; those of equal means by the states'
     * names.
     */
    public static Table worstStatePairs(
            StreamTableEnvironment tables, DataStream<Row> enriched, long minimumFlights, int pairs) {
        tables.createTemporaryView("enriched", enriched);
        return tables.sqlQuery("""
                SELECT *
                FROM (
                  SELECT origin_state, destination_state, COUNT(*) AS flights, SUM(delay) AS delay
                  FROM enriched
                  WHERE origin_state IS NOT NULL AND destination_state IS NOT NULL
                  GROUP BY origin_state, destination_state
                )
                WHERE flights >= %d
                ORDER BY CAST(delay AS DOUBLE) / flights DESC, origin_state, destination_state
                LIMIT %d""".formatted(minimumFlights, pairs));
    }
}
