package dev.vgi.flink;

import java.util.ArrayList;
import java.util.List;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.types.Row;
import org.apache.flink.util.CloseableIterator;

/** A job of a JVM that has Flink and the bundle, and nothing else of ours. */
final class BundleJob {
    private static final String OPTION = "-D";

    private BundleJob() {}

    /** Prints how many flights each of these addresses sends; {@code -Dname=value} is an option of Flink's. */
    public static void main(String[] arguments) throws Exception {
        var configuration = new Configuration();
        List<String> addresses = new ArrayList<>();
        for (String argument : arguments) {
            if (argument.startsWith(OPTION)) {
                String[] option = argument.substring(OPTION.length()).split("=", 2);
                configuration.setString(option[0], option[1]);
            } else {
                addresses.add(argument);
            }
        }
        TableEnvironment tables = TableEnvironment.create(EnvironmentSettings.newInstance()
                .inBatchMode()
                .withConfiguration(configuration)
                .build());
        for (String address : addresses) {
            tables.executeSql("CREATE TEMPORARY TABLE flights (origin STRING NOT NULL, delay BIGINT NOT NULL) WITH ("
                    + "'connector' = 'vgi', 'method' = 'Flights/flights', 'scan.splits.method' = 'Flights/flight_splits',"
                    + " 'scan.parallelism' = '2', 'url' = '" + address + "')");
            List<Row> rows = new ArrayList<>();
            try (CloseableIterator<Row> found = tables.executeSql(
                            "SELECT COUNT(*), MIN(origin), MAX(delay) FROM flights")
                    .collect()) {
                found.forEachRemaining(rows::add);
            }
            System.out.println("FOUND " + rows);
            tables.executeSql("DROP TEMPORARY TABLE flights");
        }
    }
}
