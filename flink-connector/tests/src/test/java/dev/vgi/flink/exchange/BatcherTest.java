package dev.vgi.flink.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.vgi.Code;
import dev.vgi.VgiException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** When batches go, and what every row is told. */
@Tag("any-line")
@Timeout(60)
class BatcherTest {
    private static final Duration FOREVER = Duration.ofHours(1);

    private final Queue<Integer> batches = new ConcurrentLinkedQueue<>();
    private final AtomicInteger closedLanes = new AtomicInteger();

    @Test
    void rowOfAnIdleBatcher_goesAtOnce() throws InterruptedException {
        try (var batcher = batcher(limits(100, 1), echo())) {
            assertThat(add(batcher, 7).join()).containsExactly(row(7));
        }
    }

    @Test
    void rowsBehindABusyLane_goTogetherWhenItIsFree() throws InterruptedException {
        var gate = new Semaphore(0);
        try (var batcher = batcher(limits(100, 1), gated(gate))) {
            add(batcher, 0);
            await().until(() -> batcher.inFlight() == 1);
            List<CompletableFuture<Collection<RowData>>> later = addAll(batcher, 1, 50);
            gate.release(2);
            assertAnswered(later, 1);
        }
        assertThat(batches).containsExactly(1, 50);
    }

    @Test
    void fullBatch_goesBesideABusyLane() throws InterruptedException {
        var gate = new Semaphore(0);
        try (var batcher = batcher(limits(10, 2), gated(gate))) {
            add(batcher, 0);
            await().until(() -> batcher.inFlight() == 1);
            List<CompletableFuture<Collection<RowData>>> later = addAll(batcher, 1, 10);
            await().until(() -> batcher.inFlight() == 2);
            gate.release(2);
            assertAnswered(later, 1);
        }
        assertThat(batches).containsExactlyInAnyOrder(1, 10);
    }

    @Test
    void batchOfEnoughBytes_isFull() throws InterruptedException {
        var gate = new Semaphore(0);
        var limits = new BatchLimits(1000, 30, FOREVER, Duration.ZERO, 2, BatchLimits.UNBOUNDED, "", FOREVER);
        try (var batcher = batcher(limits, gated(gate))) {
            add(batcher, 0);
            await().until(() -> batcher.inFlight() == 1);
            List<CompletableFuture<Collection<RowData>>> later = addAll(batcher, 1, 3);
            await().until(() -> batcher.inFlight() == 2);
            gate.release(2);
            assertAnswered(later, 1);
        }
        assertThat(batches).containsExactlyInAnyOrder(1, 3);
    }

    @Test
    void rowThatLingered_goesBesideABusyLane() throws InterruptedException {
        var gate = new Semaphore(0);
        var limits = new BatchLimits(
                1000, 1 << 20, Duration.ofMillis(20), Duration.ZERO, 2, BatchLimits.UNBOUNDED, "", FOREVER);
        try (var batcher = batcher(limits, gated(gate))) {
            add(batcher, 0);
            await().until(() -> batcher.inFlight() == 1);
            var later = add(batcher, 1);
            await().until(() -> batcher.inFlight() == 2);
            gate.release(2);
            assertThat(later.join()).containsExactly(row(1));
        }
    }

    /** With nothing but full batches and an hour of lingering it would never end. */
    @Test
    void callerWithRoomForTenRows_isNotStalled() throws InterruptedException {
        int rows = 20_000;
        var room = new Semaphore(10);
        List<CompletableFuture<Collection<RowData>>> answers = new ArrayList<>();
        try (var batcher = batcher(limits(4096, 1), echo())) {
            for (int i = 0; i < rows; i++) {
                room.acquire();
                answers.add(add(batcher, i).whenComplete((answer, error) -> room.release()));
            }
            assertAnswered(answers, 0);
        }
        assertThat(batches.stream().mapToInt(Integer::intValue).sum()).isEqualTo(rows);
    }

    @Test
    void callerWhoseCapacityIsUsedUp_needsNotWaitForABusyLane() throws InterruptedException {
        var gate = new Semaphore(0);
        var limits = new BatchLimits(1000, 1 << 20, FOREVER, Duration.ZERO, 2, 10, "raise it", FOREVER);
        try (var batcher = batcher(limits, gated(gate))) {
            add(batcher, 0);
            await().until(() -> batcher.inFlight() == 1);
            List<CompletableFuture<Collection<RowData>>> later = addAll(batcher, 1, 9);
            await().until(() -> batcher.inFlight() == 2);
            gate.release(2);
            assertAnswered(later, 1);
        }
        assertThat(batches).containsExactlyInAnyOrder(1, 9);
    }

    @Test
    void addingFasterThanTheLanes_waitsForRoom() throws InterruptedException {
        var gate = new Semaphore(0);
        try (var batcher = batcher(limits(2, 1), gated(gate))) {
            List<CompletableFuture<Collection<RowData>>> answers = addAll(batcher, 0, 1);
            await().until(() -> batcher.inFlight() == 1);
            answers.addAll(addAll(batcher, 1, 2));
            var more = CompletableFuture.supplyAsync(() -> unchecked(() -> addAll(batcher, 3, 2)));
            await().during(Duration.ofMillis(50)).until(() -> !more.isDone());
            gate.release(10);
            answers.addAll(more.join());
            assertAnswered(answers, 0);
        }
    }

    /** Eight batches tell that rows come quickly; what comes then waits to be one batch, though the lane is idle. */
    @Test
    void rowsInQuickSuccession_fillTheirBatches() throws InterruptedException {
        try (var batcher = batcher(filling(100, FOREVER, BatchLimits.UNBOUNDED), echo())) {
            addOneByOne(batcher, 8);
            assertAnswered(addAll(batcher, 8, 200), 8);
        }
        assertThat(batches).containsExactly(1, 1, 1, 1, 1, 1, 1, 1, 100, 100);
    }

    /** If they waited it would be for minutes. */
    @Test
    void rowsThatComeSlowly_goAtOnce() throws InterruptedException {
        try (var batcher = batcher(filling(Integer.MAX_VALUE, Duration.ofMinutes(10), BatchLimits.UNBOUNDED), echo())) {
            addOneByOne(batcher, 20);
        }
        assertThat(batches).hasSize(20).containsOnly(1);
    }

    @Test
    void batchThatIsNotFilled_goesAfterItsWait() throws InterruptedException {
        try (var batcher = batcher(filling(8, Duration.ofMillis(20), BatchLimits.UNBOUNDED), echo())) {
            addOneByOne(batcher, 20);
        }
        assertThat(batches).hasSize(20).containsOnly(1);
    }

    @Test
    void callerWhoseCapacityIsUsedUp_needsNotWaitForABatchToFill() throws InterruptedException {
        try (var batcher = batcher(filling(100, FOREVER, 10), echo())) {
            addOneByOne(batcher, 8);
            assertAnswered(addAll(batcher, 8, 10), 8);
        }
        assertThat(batches).containsExactly(1, 1, 1, 1, 1, 1, 1, 1, 10);
    }

    @Test
    void errorOfABatch_isToldToItsRowsAlone() throws InterruptedException {
        var calls = new AtomicInteger();
        Supplier<ExchangeWorker> lanes = lane(rows -> {
            if (calls.getAndIncrement() == 0) {
                throw VgiException.of(Code.INTERNAL, "broken");
            }
            return answers(rows);
        });
        try (var batcher = batcher(limits(10, 1), lanes)) {
            var first = add(batcher, 0);
            assertThatThrownBy(first::join).hasMessageContaining("broken");
            assertThat(add(batcher, 1).join()).containsExactly(row(1));
        }
    }

    @Test
    void laneThatCannotBeMade_isToldAndTriedAgain() throws InterruptedException {
        var made = new AtomicInteger();
        Supplier<ExchangeWorker> lanes = () -> {
            if (made.getAndIncrement() == 0) {
                throw VgiException.of(Code.UNAVAILABLE, "nobody there");
            }
            return echo().get();
        };
        try (var batcher = batcher(limits(10, 1), lanes)) {
            assertThatThrownBy(add(batcher, 0)::join).hasMessageContaining("nobody there");
            assertThat(add(batcher, 1).join()).containsExactly(row(1));
        }
    }

    @Test
    void silentWorker_failsEveryRowInTime() throws InterruptedException {
        var limits = new BatchLimits(2, 1 << 20, FOREVER, Duration.ZERO, 1, 100, "", Duration.ofMillis(100));
        try (var batcher = batcher(limits, gated(new Semaphore(0)))) {
            List<CompletableFuture<Collection<RowData>>> answers = addAll(batcher, 0, 1);
            await().until(() -> batcher.inFlight() == 1);
            answers.addAll(addAll(batcher, 1, 3));
            for (var answer : answers) {
                assertThatThrownBy(answer::join)
                        .cause()
                        .isInstanceOfSatisfying(VgiException.class, error -> assertThat(error.code())
                                .isEqualTo(Code.DEADLINE_EXCEEDED))
                        .hasMessageContaining("exchange.timeout");
            }
        }
    }

    @Test
    void close_endsALaneThatWaits() throws InterruptedException {
        var batcher = batcher(limits(10, 3), gated(new Semaphore(0)));
        var answer = add(batcher, 0);
        await().until(() -> batcher.inFlight() == 1);
        batcher.close();
        assertThat(closedLanes).hasValue(1);
        assertThat(answer).isNotDone();
    }

    private static BatchLimits limits(int maxRows, int lanes) {
        return new BatchLimits(maxRows, 1 << 20, FOREVER, Duration.ZERO, lanes, BatchLimits.UNBOUNDED, "", FOREVER);
    }

    /** One lane. */
    private static BatchLimits filling(int maxRows, Duration fillWait, int capacity) {
        return new BatchLimits(maxRows, 1 << 20, FOREVER, fillWait, 1, capacity, "", FOREVER);
    }

    private static void addOneByOne(Batcher batcher, int rows) throws InterruptedException {
        for (int i = 0; i < rows; i++) {
            assertThat(add(batcher, i).join()).containsExactly(row(i));
        }
    }

    private static Batcher batcher(BatchLimits limits, Supplier<ExchangeWorker> lanes) {
        return new Batcher("Test/echo", limits, lanes);
    }

    private interface Work {
        List<Collection<RowData>> exchange(List<RowData> rows);
    }

    private Supplier<ExchangeWorker> lane(Work work) {
        return () -> new ExchangeWorker() {
            @Override
            public List<Collection<RowData>> exchange(List<RowData> rows) {
                batches.add(rows.size());
                return work.exchange(rows);
            }

            @Override
            public void close() {
                closedLanes.incrementAndGet();
            }
        };
    }

    private Supplier<ExchangeWorker> echo() {
        return lane(BatcherTest::answers);
    }

    /** Each batch needs a permit. */
    private Supplier<ExchangeWorker> gated(Semaphore gate) {
        return lane(rows -> {
            unchecked(() -> {
                gate.acquire();
                return gate;
            });
            return answers(rows);
        });
    }

    private static List<Collection<RowData>> answers(List<RowData> rows) {
        return rows.stream().map(row -> (Collection<RowData>) List.of(row)).toList();
    }

    private static RowData row(int id) {
        return GenericRowData.of(id);
    }

    private static CompletableFuture<Collection<RowData>> add(Batcher batcher, int id) throws InterruptedException {
        var future = new CompletableFuture<Collection<RowData>>();
        batcher.add(row(id), 10, new Answer() {
            @Override
            public void complete(Collection<RowData> rows) {
                assertThat(future.complete(rows)).isTrue();
            }

            @Override
            public void fail(Throwable error) {
                assertThat(future.completeExceptionally(error)).isTrue();
            }
        });
        return future;
    }

    private static List<CompletableFuture<Collection<RowData>>> addAll(Batcher batcher, int first, int count)
            throws InterruptedException {
        List<CompletableFuture<Collection<RowData>>> answers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            answers.add(add(batcher, first + i));
        }
        return answers;
    }

    private static void assertAnswered(List<CompletableFuture<Collection<RowData>>> answers, int first) {
        for (int i = 0; i < answers.size(); i++) {
            assertThat(answers.get(i).join()).containsExactly(row(first + i));
        }
    }

    private interface Interruptible<T> {
        T call() throws InterruptedException;
    }

    private static <T> T unchecked(Interruptible<T> call) {
        try {
            return call.call();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
