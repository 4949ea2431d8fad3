package dev.vgi.spark;

import dev.vgi.arrow.Batch;
import dev.vgi.client.Client;
import dev.vgi.client.ProducerStream;
import dev.vgi.client.connect.Vgi;
import dev.vgi.external.FetchConfig;
import java.util.Set;

/** A client of a JVM that has the bundle and Spark's libraries, and nothing else of ours. */
final class BundleClient {
    private BundleClient() {}

    /**
     * Prints how many flights the worker at the first address sends, part of them by way of the store at the second.
     */
    public static void main(String[] arguments) {
        long rows = 0;
        try (Client client = Vgi.client(arguments[0])
                        .bearerToken("planted-token")
                        .header("X-Api-Key", "planted-key")
                        .header("Cookie", "session=planted-cookie")
                        .external(FetchConfig.builder()
                                .allowedHosts(Set.of(arguments[1]))
                                .build())
                        .connect();
                ProducerStream flights = client.method("Flights/flights").open()) {
            for (Batch batch : flights) {
                try (batch) {
                    rows += batch.rowCount();
                }
            }
        }
        System.out.println("ROWS " + rows);
    }
}
