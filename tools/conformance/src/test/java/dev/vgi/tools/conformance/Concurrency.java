package dev.vgi.tools.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vgi.arrow.Batch;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** One client serves many threads, and several streams of one thread, without mixing them up. */
interface Concurrency extends Fixture {
    int THREADS = 4;

    @Test
    default void calls_ofSeveralThreads() throws Exception {
        onThreads(thread -> {
            for (long i = 0; i < 50; i++) {
                assertThat(service().echoInt(thread * 1000 + i)).isEqualTo(thread * 1000 + i);
            }
        });
    }

    @Test
    default void streams_ofSeveralThreads() throws Exception {
        onThreads(thread -> {
            for (int i = 0; i < 5; i++) {
                assertThat(Fixture.column("index", service().produceN(20 + thread)))
                        .isEqualTo(Fixture.numbers(20 + thread));
            }
        });
    }

    @Test
    default void streams_ofOneThread_areReadInTurn() {
        try (var one = service().produceN(10);
                var other = service().produceN(10);
                var exchange = service().exchangeScale(2)) {
            for (long i = 0; i < 10; i++) {
                assertThat(Fixture.column("index", one.next())).containsExactly(i);
                assertThat(service().echoInt(i)).isEqualTo(i);
                assertThat(Fixture.column("index", other.next())).containsExactly(i);
                try (Batch input = values((double) i)) {
                    assertThat(Fixture.column("value", exchange.exchange(input)))
                            .containsExactly(i * 2.0);
                }
            }
        }
    }

    private static void onThreads(Work work) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            var together = new CyclicBarrier(THREADS);
            List<Future<?>> results = new ArrayList<>();
            for (long thread = 0; thread < THREADS; thread++) {
                long number = thread;
                results.add(threads.submit(() -> {
                    together.await();
                    work.run(number);
                    return null;
                }));
            }
            for (Future<?> result : results) {
                result.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    /** What one thread does. */
    interface Work {
        void run(long thread) throws Exception;
    }
}
