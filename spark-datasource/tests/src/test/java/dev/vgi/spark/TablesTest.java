package dev.vgi.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vgi.server.Server;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Tests that look at both ends: Spark's, and that of a worker in this JVM, over a unix socket. */
@ExtendWith(LocalSpark.class)
abstract class TablesTest {
    @TempDir
    Path folder;

    final TablesWorker worker = new TablesWorker();
    private Server server;

    @BeforeEach
    void serve() {
        server = Server.builder()
                .host(Tables.class, worker)
                .unix(folder.resolve("tables.sock"))
                .start();
    }

    /** The server finds out here whether its streams have given all memory back. */
    @AfterEach
    void everyStreamHasEnded() {
        Awaitility.await("the worker's streams have ended")
                .atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(worker.openStreams()).isZero());
        server.close();
    }

    String url() {
        return server.addresses().get(0);
    }

    Dataset<Row> read(SparkSession spark, String method, Map<String, String> options) {
        Dataset<Row> table =
                spark.read().format("vgi").option("url", url()).options(options).load("Tables/" + method);
        worker.forget();
        return table;
    }
}
