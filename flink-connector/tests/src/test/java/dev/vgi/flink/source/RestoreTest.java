package dev.vgi.flink.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vgi.flink.Numbers;
import dev.vgi.flink.Numbers.Item;
import dev.vgi.flink.VgiConnectorOptions;
import dev.vgi.flink.VgiConnectorOptions.ExpiryPolicy;
import dev.vgi.server.Server;
import dev.vgi.server.http.HttpServerConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.data.RowData;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A reader is ended at every row, and another one goes on from what it left behind. */
class RestoreTest {
    private static final int ROWS = 23;
    private static final byte[] KEY = new byte[32];

    @TempDir
    Path folder;

    private Path socket;
    private Server server;

    @BeforeEach
    void start() throws Exception {
        socket = folder.resolve("w.sock");
        server = server(KEY, Duration.ofHours(1), 0);
    }

    private Server server(byte[] key, Duration lifetime, int port) {
        return Server.builder()
                .host(Numbers.class, new Numbers.Worker())
                .http(HttpServerConfig.builder()
                        .port(port)
                        .tokenKey(key)
                        .tokenLifetime(lifetime)
                        .build())
                .unix(socket)
                .start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private VgiSourceBuilder source(String url, long batchRows, boolean empties) {
        return VgiSource.builder()
                .url(url)
                .method("Numbers/rows")
                .arg("part", "a")
                .arg("count", ROWS)
                .arg("batch_rows", batchRows)
                .arg("empties", empties);
    }

    private String http() {
        return server.addresses().get(0);
    }

    private String unix() {
        return server.addresses().get(1);
    }

    private static List<VgiSplit> splits(VgiSourceBuilder source) {
        return new SplitListing(source.records(Item.class).plan()).list();
    }

    private static List<String> names(List<Item> items) {
        return items.stream().map(Item::name).toList();
    }

    /** Reads some rows, goes on elsewhere, and gives the names of all, as the two have emitted them. */
    private static List<String> inTwoLives(VgiSourceBuilder builder, int rows) throws Exception {
        VgiSource<Item> source = builder.records(Item.class);
        List<String> names = new ArrayList<>();
        List<VgiSplit> left;
        try (var first = new SplitReads<>(source, splits(builder))) {
            first.emit(rows);
            left = first.checkpoint();
            names.addAll(names(first.emitted()));
        }
        try (var second = new SplitReads<>(source, left)) {
            names.addAll(names(second.emitAll().emitted()));
        }
        return names;
    }

    @ParameterizedTest
    @CsvSource({"1, false", "1, true", "4, false", "4, true", "23, false", "100, true"})
    void http_goesOnAtEveryRow(long batchRows, boolean empties) throws Exception {
        for (int rows = 0; rows <= ROWS; rows++) {
            assertThat(inTwoLives(source(http(), batchRows, empties), rows))
                    .as("ended after %d rows", rows)
                    .isEqualTo(Numbers.names("a", ROWS));
        }
    }

    @ParameterizedTest
    @CsvSource({"1, true", "4, false", "100, false"})
    void unix_skipsTheEmittedRows(long batchRows, boolean empties) throws Exception {
        VgiSourceBuilder source =
                source(unix(), batchRows, empties).option(VgiConnectorOptions.EXPIRY_POLICY, ExpiryPolicy.SKIP_ROWS);
        for (int rows = 0; rows <= ROWS; rows++) {
            assertThat(inTwoLives(source, rows)).as("ended after %d rows", rows).isEqualTo(Numbers.names("a", ROWS));
        }
    }

    /** A checkpoint comes between slices, which end with their batch. */
    @Test
    void slices_areEmittedWhole() throws Exception {
        VgiSourceBuilder builder = source(http(), 8, false);
        VgiSource<Item> source = builder.records(Item.class);
        List<String> names = new ArrayList<>();
        List<VgiSplit> left;
        try (var first = new SplitReads<>(source, splits(builder), 3)) {
            names.addAll(names(first.emit(7).emitted()));
            left = first.checkpoint();
        }
        assertThat(names).hasSize(8);
        try (var second = new SplitReads<>(source, left, 3)) {
            names.addAll(names(second.emit(1).emitted()));
            left = second.checkpoint();
        }
        assertThat(names).hasSize(11);
        try (var third = new SplitReads<>(source, left, 64)) {
            names.addAll(names(third.emitAll().emitted()));
        }
        assertThat(names).isEqualTo(Numbers.names("a", ROWS));
    }

    /** The worker's columns have changed between two lives. */
    @Test
    void changedSchema_isNamed() throws Exception {
        VgiSourceBuilder builder = source(http(), 4, false);
        List<VgiSplit> left;
        try (var first = new SplitReads<>(builder.records(Item.class), splits(builder))) {
            left = first.emit(5).checkpoint();
        }
        VgiSource<RowData> declaredOtherwise = builder.rowData(
                DataTypes.ROW(DataTypes.FIELD("id", DataTypes.INT().notNull())));
        try (var second = new SplitReads<>(declaredOtherwise, left)) {
            assertThatThrownBy(second::emitAll)
                    .rootCause()
                    .hasMessageContaining("column 'id' is BIGINT (BIGINT), and is declared INT");
        }
    }

    private static VgiSourceBuilder withCursor(VgiSourceBuilder source) {
        return source.option(VgiConnectorOptions.EXPIRY_POLICY, ExpiryPolicy.CURSOR)
                .option(VgiConnectorOptions.CURSOR_COLUMN, "id")
                .option(VgiConnectorOptions.CURSOR_PARAM, "after");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 4, 100})
    void unix_asksForWhatFollowsTheCursor(long batchRows) throws Exception {
        for (int rows = 0; rows <= ROWS; rows++) {
            assertThat(inTwoLives(withCursor(source(unix(), batchRows, false)), rows))
                    .as("ended after %d rows", rows)
                    .isEqualTo(Numbers.names("a", ROWS));
        }
    }

    @Test
    void unix_restartEmitsAgain() throws Exception {
        VgiSourceBuilder source =
                source(unix(), 4, false).option(VgiConnectorOptions.EXPIRY_POLICY, ExpiryPolicy.RESTART);

        List<String> names = inTwoLives(source, 5);

        assertThat(names.subList(0, 5)).isEqualTo(Numbers.names("a", 5));
        assertThat(names.subList(5, names.size())).isEqualTo(Numbers.names("a", ROWS));
    }

    @Test
    void unix_withoutAPolicyFailsAndNamesTheOption() {
        assertThatThrownBy(() -> inTwoLives(source(unix(), 4, false), 5))
                .rootCause()
                .hasMessageContaining("5 of its rows were emitted")
                .hasMessageContaining("'scan.token.expiry-policy'");
    }

    /** A second checkpoint, in the life after the first, has to count what both have emitted. */
    @Test
    void lives_mayBeMany() throws Exception {
        for (String url : List.of(http(), unix())) {
            VgiSourceBuilder builder = source(url, 4, true);
            if (url.equals(unix())) {
                builder.option(VgiConnectorOptions.EXPIRY_POLICY, ExpiryPolicy.SKIP_ROWS);
            }
            VgiSource<Item> source = builder.records(Item.class);
            List<VgiSplit> left = splits(builder);
            List<String> names = new ArrayList<>();
            while (names.size() < ROWS) {
                try (var life = new SplitReads<>(source, left)) {
                    names.addAll(names(life.emit(1).emitted()));
                    left = life.checkpoint();
                }
            }
            assertThat(names).isEqualTo(Numbers.names("a", ROWS));
        }
    }

    @ParameterizedTest
    @EnumSource(ExpiryPolicy.class)
    void changedKey_isMetByThePolicy(ExpiryPolicy policy) throws Exception {
        VgiSourceBuilder builder = policy == ExpiryPolicy.CURSOR
                ? withCursor(source(http(), 4, false))
                : source(http(), 4, false).option(VgiConnectorOptions.EXPIRY_POLICY, policy);
        VgiSource<Item> source = builder.records(Item.class);
        List<VgiSplit> left;
        try (var first = new SplitReads<>(source, splits(builder))) {
            left = first.emit(10).checkpoint();
        }
        int port = Integer.parseInt(http().replaceAll(".*:(\\d+).*", "$1"));
        server.close();
        byte[] other = new byte[32];
        other[0] = 1;
        server = server(other, Duration.ofHours(1), port);

        try (var second = new SplitReads<>(source, left)) {
            switch (policy) {
                case FAIL ->
                    assertThatThrownBy(second::emitAll)
                            .rootCause()
                            .hasMessageContaining("signature verification failed");
                case CURSOR, SKIP_ROWS ->
                    assertThat(names(second.emitAll().emitted()))
                            .isEqualTo(Numbers.names("a", ROWS).subList(10, ROWS));
                case RESTART -> assertThat(names(second.emitAll().emitted())).isEqualTo(Numbers.names("a", ROWS));
            }
        }
    }

    @Test
    void deadToken_failsAndSaysWhatHelps() throws Exception {
        server.close();
        server = server(KEY, Duration.ofSeconds(1), 0);
        VgiSourceBuilder builder = source(http(), 4, false);
        VgiSource<Item> source = builder.records(Item.class);
        List<VgiSplit> left;
        try (var first = new SplitReads<>(source, splits(builder))) {
            left = first.emit(10).checkpoint();
        }
        Awaitility.await().until(() -> {
            try (var second = new SplitReads<>(source, left)) {
                second.emitAll();
                return false;
            } catch (Exception e) {
                assertThat(e)
                        .hasStackTraceContaining("10 of its rows were emitted")
                        .hasStackTraceContaining("expired")
                        .hasStackTraceContaining("'scan.token.expiry-policy'");
                return true;
            }
        });
    }

    @Test
    void sameKey_outlivesAWorkersRestart() throws Exception {
        VgiSourceBuilder builder = source(http(), 4, false);
        VgiSource<Item> source = builder.records(Item.class);
        List<VgiSplit> left;
        try (var first = new SplitReads<>(source, splits(builder))) {
            left = first.emit(10).checkpoint();
        }
        int port = Integer.parseInt(http().replaceAll(".*:(\\d+).*", "$1"));
        server.close();
        server = server(KEY, Duration.ofHours(1), port);

        try (var second = new SplitReads<>(source, left)) {
            assertThat(names(second.emitAll().emitted()))
                    .isEqualTo(Numbers.names("a", ROWS).subList(10, ROWS));
        }
    }

    @Test
    void skipRows_noticesThatRowsAreMissing() throws Exception {
        VgiSource<Item> source = source(unix(), 4, false)
                .option(VgiConnectorOptions.EXPIRY_POLICY, ExpiryPolicy.SKIP_ROWS)
                .records(Item.class);
        VgiSplit tooFar = new VgiSplit("s", "{\"part\":\"a\",\"count\":3,\"batch_rows\":2}", null, null, 0, 5, null);

        try (var read = new SplitReads<>(source, List.of(tooFar))) {
            assertThatThrownBy(read::emitAll)
                    .rootCause()
                    .hasMessageContaining("it ended 2 rows before the place that the job had come to");
        }
    }

    @Test
    void severalSplits_areReadByOneReader() throws Exception {
        VgiSourceBuilder builder = VgiSource.builder()
                .url(http())
                .method("Numbers/rows")
                .arg("count", ROWS)
                .arg("batch_rows", 4)
                .splits(List.of(Map.of("part", "a"), Map.of("part", "b"), Map.of("part", "c")));
        VgiSource<Item> source = builder.records(Item.class);
        List<String> names = new ArrayList<>();
        List<VgiSplit> left = splits(builder);
        while (!left.isEmpty() && names.size() < 3 * ROWS) {
            try (var life = new SplitReads<>(source, left)) {
                names.addAll(names(life.emit(7).emitted()));
                left = life.checkpoint();
            }
        }
        List<String> expected = new ArrayList<>(Numbers.names("a", ROWS));
        expected.addAll(Numbers.names("b", ROWS));
        expected.addAll(Numbers.names("c", ROWS));
        assertThat(names).containsExactlyInAnyOrderElementsOf(expected);
    }
}
