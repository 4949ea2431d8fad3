package dev.vgi.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vgi.testing.Peer;
import java.nio.file.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Reads of the example's flights, the same over every transport. */
@ExtendWith(LocalSpark.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class FlightsReadTest {
    private Peer worker;

    abstract Peer start();

    @BeforeAll
    void startWorker() {
        worker = start();
    }

    @AfterAll
    void stopWorker() {
        worker.close();
    }

    static class OverHttp extends FlightsReadTest {
        @Override
        Peer start() {
            return FlightsWorker.http("--describe");
        }
    }

    static class OverUnix extends FlightsReadTest {
        @TempDir
        static Path folder;

        @Override
        Peer start() {
            return FlightsWorker.unix(folder.resolve("flights.sock"), "--describe");
        }
    }

    Dataset<Row> flights(SparkSession spark) {
        return spark.read().format("vgi").option("url", worker.address()).load("Flights/flights");
    }

    @Test
    void columns_areTheWorkers(SparkSession spark) {
        assertThat(flights(spark).schema().toDDL())
                .isEqualTo("date TIMESTAMP_NTZ NOT NULL,delay BIGINT NOT NULL,distance BIGINT NOT NULL,"
                        + "origin STRING NOT NULL,destination STRING NOT NULL");
    }

    @Test
    void read_givesEveryRow(SparkSession spark) {
        Row sums = flights(spark)
                .selectExpr("count(*)", "sum(delay)", "max(origin)")
                .first();
        assertThat(sums.getLong(0)).isEqualTo(200_000);
    }
}
