package dev.vgi.flink.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vgi.arrow.Batch;
import dev.vgi.flink.Numbers;
import dev.vgi.flink.Numbers.Item;
import dev.vgi.server.Server;
import dev.vgi.service.CallContext;
import java.nio.file.Path;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A split whose worker keeps silent after the first batch. */
@Timeout(60)
class SplitStreamTest {
    @TempDir
    Path folder;

    private final CountDownLatch silent = new CountDownLatch(1);
    private final CountDownLatch over = new CountDownLatch(1);
    private Server server;

    @BeforeEach
    void start() {
        server = Server.builder()
                .host(Numbers.class, new SilentAfterOne())
                .http(0)
                .unix(folder.resolve("w.sock"))
                .start();
    }

    @AfterEach
    void stop() {
        over.countDown();
        server.close();
    }

    private final class SilentAfterOne extends Numbers.Worker {
        @Override
        protected Batch encode(String part, long from, long to, CallContext call) {
            if (from > 0) {
                silent.countDown();
                try {
                    over.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
            return super.encode(part, from, to, call);
        }
    }

    /**
     * Closing breaks off the wait for the second batch; the reader's memory, when it is closed, tells what was leaked.
     */
    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void close_whileABatchIsWaitedFor_freesTheOneThatNobodyTook(int transport) throws Exception {
        VgiSource<Item> source = source(transport);
        VgiSplit split = new SplitListing(source.plan()).list().get(0);
        var events = new Semaphore(0);
        try (var resources =
                new ReaderResources(source.plan().connection(), source.plan().schemes(), "test")) {
            var cursor = new SplitCursor<>(
                    split, source.plan(), resources.client(null), new RecordFormat<>(Item.class), System::nanoTime);
            try (var stream = new SplitStream<>("test", cursor, events::release)) {
                events.acquire();
                silent.await();
                assertThat(resources.allocatedBytes()).isPositive();
            }
            assertThat(resources.allocatedBytes()).isZero();
        }
        assertThat(events.availablePermits()).isZero();
    }

    /** Who sees the end closes the reader, and its memory, while the reading thread has not got on. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void end_isToldOnceTheStreamNeedsNothingMore(int transport) throws Exception {
        over.countDown();
        VgiSource<Item> source = source(transport);
        VgiSplit split = new SplitListing(source.plan()).list().get(0);
        var events = new Semaphore(0);
        var goesOn = new Semaphore(0);
        var uncaught = new ConcurrentLinkedQueue<Throwable>();
        var handler = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((thread, error) -> uncaught.add(error));
        try {
            var resources = new ReaderResources(
                    source.plan().connection(), source.plan().schemes(), "test");
            var cursor = new SplitCursor<>(
                    split, source.plan(), resources.client(null), new RecordFormat<>(Item.class), System::nanoTime);
            try (var stream = new SplitStream<>("test", cursor, () -> {
                events.release();
                goesOn.acquireUninterruptibly();
            })) {
                SplitStream.Event<Item> event = null;
                while (!(event instanceof SplitStream.Event.End)) {
                    events.acquire();
                    event = stream.poll();
                    if (event instanceof SplitStream.Event.Rows<Item> rows) {
                        rows.batch().recycle();
                        goesOn.release();
                    }
                }
                resources.close();
                goesOn.release();
            }
            assertThat(uncaught).isEmpty();
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(handler);
        }
    }

    private VgiSource<Item> source(int transport) {
        return VgiSource.builder()
                .url(server.addresses().get(transport))
                .method("Numbers/rows")
                .arg("part", "a")
                .arg("count", 100)
                .arg("batch_rows", 10)
                .records(Item.class);
    }
}
