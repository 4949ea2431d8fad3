package dev.vgi.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vgi.testing.Peer;
import dev.vgi.testing.PythonReference;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The bundle jar in PySpark: its ways into Python, and a cluster of several processes. */
class PySparkTest {
    private static final Path SCRIPTS = PySpark.HOME.resolve("spark-datasource/tests/src/test/python");

    private static Peer worker;

    @BeforeAll
    static void startWorker() {
        worker = FlightsWorker.http("--describe");
    }

    @AfterAll
    static void stopWorker() {
        worker.close();
    }

    @ParameterizedTest
    @MethodSource("dev.vgi.spark.PySpark#versions")
    void batches_reachPythonWithTheirOwnValues(String version) throws Exception {
        String printed = PySpark.run(version, SCRIPTS.resolve("udfs.py"), PySpark.BUNDLE.toString(), worker.address());
        assertThat(printed)
                .contains(
                        "rows 64428 delay 475355\n",
                        "pandas_udf Row(sum(d)=950710, max(origin)='YAK')\n",
                        "udf 61\n",
                        "mapInArrow 47084621 1320\n",
                        "toPandas 64428 475355 1320\n",
                        "toPandas in Arrow 64428 475355 1320\n");
    }

    @Test
    void cluster_readsAndRefusesWhatItsConfigurationDoesNotAllow() throws Exception {
        String command = PythonReference.require().python() + " " + FlightsWorker.SCRIPT + " --describe";
        String printed = PySpark.run(
                PySpark.versions().get(0),
                SCRIPTS.resolve("cluster.py"),
                PySpark.BUNDLE.toString(),
                worker.address(),
                command);
        assertThat(printed)
                .contains("rows 64428", "partitions 2", "enriched 7886")
                .containsPattern("refused .*'cmd:'.*spark.vgi.allowedSchemes=cmd")
                .containsPattern("refused still .*'cmd:'.*spark.vgi.allowedSchemes=cmd")
                .contains("allowed count 64428");
    }

    @Test
    void tables_outliveTheirSession(@TempDir Path folder) throws Exception {
        for (String what : List.of("make", "read")) {
            String printed = PySpark.run(
                    PySpark.versions().get(0),
                    SCRIPTS.resolve("tables.py"),
                    PySpark.BUNDLE.toString(),
                    worker.address(),
                    folder.toString(),
                    what);
            assertThat(printed)
                    .contains(
                            "tables ['flights', 'origins']\n",
                            "rows 33883\n",
                            "columns ['origin string']\n",
                            "origins 222\n")
                    .doesNotContain("has no effect");
            assertThat(printed.contains("tables left ['origins']")).isEqualTo(what.equals("read"));
        }
    }
}
