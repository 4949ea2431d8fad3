package dev.vgi.flink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vgi.testing.Peer;
import dev.vgi.testing.PythonReference;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.flink.types.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The README's lines for Flink SQL, run as they stand but for the worker's port. */
@Timeout(180)
class ReadmeTest {
    @RegisterExtension
    static final MiniClusterExtension CLUSTER = Flink.cluster();

    private static final Path HOME = Path.of(System.getProperty("vgi.home"));
    private static final String ADDRESS = "http://localhost:8815";

    @Test
    void theLinesForFlinkSql_run() throws IOException {
        String script = HOME.resolve("examples/python/flights_worker.py").toString();
        try (Peer worker = PythonReference.require().start(script, "--http", "--describe")) {
            List<Row> rows = new ArrayList<>();
            StreamTableEnvironment tables = StreamTableEnvironment.create(
                    StreamExecutionEnvironment.getExecutionEnvironment(), EnvironmentSettings.inBatchMode());
            for (String statement : statements(worker.address())) {
                if (statement.startsWith("SELECT")) {
                    rows.addAll(Flink.rows(tables, statement));
                } else {
                    tables.executeSql(statement);
                }
            }
            assertThat(rows).hasSizeGreaterThan(50);
            assertThat(rows.stream()
                            .mapToLong(row -> (Long) row.getField("flights"))
                            .sum())
                    .isEqualTo(SampleFlights.COUNT);
        }
    }

    private static List<String> statements(String address) throws IOException {
        String readme = Files.readString(HOME.resolve("README.md"), StandardCharsets.UTF_8);
        Matcher found = Pattern.compile("<!-- readme:flink -->\\n```sql\\n(.*?)\\n```", Pattern.DOTALL)
                .matcher(readme);
        assertThat(found.find()).as("the README has a block 'readme:flink'").isTrue();
        return List.of(found.group(1).replace(ADDRESS, address).split(";\\s*"));
    }
}
