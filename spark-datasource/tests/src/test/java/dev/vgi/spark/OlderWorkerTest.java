package dev.vgi.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vgi.testing.Peer;
import dev.vgi.testing.PythonReference;
import java.util.List;
import java.util.stream.LongStream;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Workers of older releases of the reference are read like today's. */
@Tag("any-line")
@ExtendWith(LocalSpark.class)
class OlderWorkerTest {
    @ParameterizedTest
    @ValueSource(strings = {"0.42.3", "0.45.3"})
    void producer_isReadByName(String release, SparkSession spark) {
        try (Peer worker = Peer.start(
                List.of(PythonReference.require(release).script("vgi-rpc-conformance"), "--http", "--describe"))) {
            assertThat(spark.read()
                            .format("vgi")
                            .option("url", worker.address())
                            .option("method", "produce_n")
                            .option("arg.count", 30)
                            .load()
                            .select("index")
                            .as(Encoders.LONG())
                            .collectAsList())
                    .containsExactlyElementsOf(LongStream.range(0, 30).boxed().toList());
        }
    }
}
