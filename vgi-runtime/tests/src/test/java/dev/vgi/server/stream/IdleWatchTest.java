package dev.vgi.server.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** When a server is idle. */
class IdleWatchTest {
    private static final Duration SHORT = Duration.ofMillis(20);
    private static final Duration LONG = Duration.ofHours(1);

    private final AtomicInteger idle = new AtomicInteger();

    private IdleWatch watch(Duration start, Duration timeout) {
        return new IdleWatch("test-idle", start, timeout, idle::incrementAndGet);
    }

    @Test
    void serverThatNobodyCallsAtFirst_isIdleAfterItsStartTime() {
        try (IdleWatch watch = watch(SHORT, LONG)) {
            assertThat(watch).isNotNull();
            await().until(() -> idle.get() == 1);
        }
    }

    @Test
    void serverIsIdle_onceItsLastConnectionHasEndedAWhileAgo() {
        try (IdleWatch watch = watch(LONG, SHORT)) {
            watch.begin();
            watch.begin();
            watch.end();
            assertThat(idle).hasValue(0);
            watch.end();
            await().until(() -> idle.get() == 1);
        }
    }

    @Test
    void serverWithAConnection_isNotIdle() {
        var other = new AtomicInteger();
        try (IdleWatch busy = watch(LONG, SHORT)) {
            busy.begin();
            busy.begin();
            busy.end();
            try (IdleWatch later = new IdleWatch("test-idle", SHORT.multipliedBy(5), LONG, other::incrementAndGet)) {
                assertThat(later).isNotNull();
                await().until(() -> other.get() == 1);
            }
            assertThat(idle).hasValue(0);
        }
    }
}
