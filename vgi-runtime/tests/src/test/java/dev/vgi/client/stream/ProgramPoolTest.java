package dev.vgi.client.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.vgi.ClientOption;
import dev.vgi.Code;
import dev.vgi.Limits;
import dev.vgi.VgiException;
import dev.vgi.arrow.Validation;
import dev.vgi.transport.Channel;
import dev.vgi.transport.Connector;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The programs of one address: so many at once, the last one first, and none that nobody uses. */
@DisabledOnOs(OS.WINDOWS)
class ProgramPoolTest {
    private final AtomicInteger started = new AtomicInteger();

    @Test
    void nextCall_takesTheProgramOfTheLast() {
        try (ConnectionPool pool = pool(Duration.ZERO, 2)) {
            StreamConnection first = pool.borrow(Duration.ZERO);
            pool.giveBack(first);
            assertThat(pool.borrow(Duration.ZERO)).isSameAs(first);
        }
        assertThat(started).hasValue(1);
    }

    @Test
    void callsBeyondTheLimit_wait() {
        try (ConnectionPool pool = pool(Duration.ZERO, 2)) {
            pool.borrow(Duration.ZERO);
            StreamConnection second = pool.borrow(Duration.ZERO);
            assertThatThrownBy(() -> pool.borrow(Duration.ofMillis(50)))
                    .isInstanceOfSatisfying(VgiException.class, error -> assertThat(error.code())
                            .isEqualTo(Code.RESOURCE_EXHAUSTED))
                    .hasMessageContaining("'maxWorkers'");
            pool.giveBack(second);
            assertThat(pool.borrow(Duration.ofMillis(50))).isSameAs(second);
        }
        assertThat(started).hasValue(2);
    }

    @Test
    void programThatNobodyCalls_ends() {
        try (ConnectionPool pool = pool(Duration.ofMillis(50), 2)) {
            StreamConnection idle = pool.borrow(Duration.ZERO);
            StreamConnection used = pool.borrow(Duration.ZERO);
            pool.giveBack(idle);
            await().until(idle::isClosed);
            assertThat(used.isClosed()).as("the one in use").isFalse();
            pool.borrow(Duration.ZERO);
        }
        assertThat(started).hasValue(3);
    }

    @Test
    void lastWordsOfAProgram_areInTheError() throws IOException {
        var program =
                new ProcessConnector(List.of("sh", "-c", "for i in $(seq 30); do echo line $i >&2; done; exit 7"));
        try (Channel channel = program.connect(Duration.ZERO)) {
            await().until(() -> !channel.postMortem().isEmpty());
            assertThat(channel.postMortem())
                    .contains("status 7", "line 11\n", "line 30")
                    .doesNotContain("line 10\n");
        }
    }

    private ConnectionPool pool(Duration idleLimit, int most) {
        return new ConnectionPool(new Cats(idleLimit), Limits.RAW, Duration.ZERO, most);
    }

    /** Starts programs that wait. */
    private final class Cats implements Connector {
        private final ProcessConnector program = new ProcessConnector(List.of("cat"));
        private final Duration idleLimit;

        private Cats(Duration idleLimit) {
            this.idleLimit = idleLimit;
        }

        @Override
        public String address() {
            return program.address();
        }

        @Override
        public Validation validation() {
            return program.validation();
        }

        @Override
        public ClientOption limitOption() {
            return program.limitOption();
        }

        @Override
        public Duration idleLimit() {
            return idleLimit;
        }

        @Override
        public Channel connect(Duration limit) throws IOException {
            started.incrementAndGet();
            return program.connect(limit);
        }
    }
}
