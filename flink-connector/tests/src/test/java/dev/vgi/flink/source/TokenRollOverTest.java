package dev.vgi.flink.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vgi.flink.Numbers;
import dev.vgi.flink.Numbers.Item;
import dev.vgi.flink.VgiConnectorOptions;
import dev.vgi.flink.VgiConnectorOptions.ExpiryPolicy;
import dev.vgi.server.Server;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.connector.testutils.source.reader.TestingReaderOutput;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A stream over HTTP that is opened anew at its cursor, before its tokens die. The clock is the test's. */
class TokenRollOverTest {
    private static final Duration LIFETIME = Duration.ofSeconds(100);
    private static final Duration FOUR_FIFTHS = Duration.ofSeconds(80);

    private final AtomicLong nanos = new AtomicLong();
    private final Numbers.Worker worker = new Numbers.Worker();
    private final Server server =
            Server.builder().host(Numbers.class, worker).http(0).start();
    private final TestingReaderOutput<Item> output = new TestingReaderOutput<>();

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void fourFifthsOfTheLifetime_openTheStreamAnew_afterTheLastRow() throws Exception {
        ScanPlan plan = VgiSource.builder()
                .url(server.addresses().get(0))
                .method("Numbers/rows")
                .arg("part", "a")
                .arg("count", 23)
                .arg("batch_rows", 4)
                .option(VgiConnectorOptions.EXPIRY_POLICY, ExpiryPolicy.CURSOR)
                .option(VgiConnectorOptions.CURSOR_COLUMN, "id")
                .option(VgiConnectorOptions.CURSOR_PARAM, "after")
                .option(VgiConnectorOptions.TOKEN_TTL, LIFETIME)
                .records(Item.class)
                .plan();
        VgiSplit split = new SplitListing(plan).list().get(0);
        try (var resources = new ReaderResources(plan.connection(), plan.schemes(), "test");
                var cursor = new SplitCursor<>(
                        split, plan, resources.client(null), new RecordFormat<>(Item.class), nanos::get)) {
            emit(cursor.next());
            nanos.set(FOUR_FIFTHS.toNanos() - 1);
            emit(cursor.next());
            assertThat(openedAfter()).containsExactly(-1L);

            nanos.set(FOUR_FIFTHS.toNanos());
            emit(cursor.next());
            assertThat(openedAfter()).containsExactly(-1L, 7L);

            nanos.set(2 * FOUR_FIFTHS.toNanos() - 1);
            for (ReadBatch<Item> batch = cursor.next(); batch != null; batch = cursor.next()) {
                emit(batch);
            }
            assertThat(openedAfter()).containsExactly(-1L, 7L);
        }
        assertThat(output.getEmittedRecords()).extracting(Item::name).isEqualTo(Numbers.names("a", 23));
    }

    private void emit(ReadBatch<Item> batch) {
        batch.emit(output, Integer.MAX_VALUE / 2);
        batch.recycle();
    }

    /** After which row each stream began. */
    private List<Long> openedAfter() {
        return worker.asked().stream()
                .map(asked -> ((Number) asked.get("after")).longValue())
                .toList();
    }
}
