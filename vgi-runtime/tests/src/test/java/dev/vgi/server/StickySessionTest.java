package dev.vgi.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.vgi.Code;
import dev.vgi.VgiException;
import dev.vgi.client.Client;
import dev.vgi.client.Session;
import dev.vgi.client.connect.Vgi;
import dev.vgi.protocol.Principal;
import dev.vgi.server.http.HttpServerConfig;
import dev.vgi.server.http.StickyConfig;
import dev.vgi.service.CallContext;
import dev.vgi.service.Producer;
import dev.vgi.service.VgiProtocol;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An object that a method leaves in the worker's process for the same caller's next calls, as a client uses it. */
class StickySessionTest {
    private static final byte[] KEY = new byte[32];

    @VgiProtocol(name = "test.Counters")
    public interface Counters {
        long open(CallContext context, long initial);

        long openFor(CallContext context, long seconds);

        long add(CallContext context, long by);

        long close(CallContext context);

        /** Opens a session whose end is an error. */
        void openBroken(CallContext context);

        void fail();

        /** Answers when it is let go. */
        long addSlowly(CallContext context, long by) throws InterruptedException;

        Producer<Count> count(long turns);
    }

    public record Count(long value) {}

    /** What a session holds. */
    private final class Counter implements AutoCloseable {
        private long value;
        private boolean broken;

        @Override
        public void close() {
            closed.incrementAndGet();
            if (broken) {
                throw new AssertionError("as asked");
            }
        }
    }

    private final class CountersWorker implements Counters {
        @Override
        public long open(CallContext context, long initial) {
            var counter = new Counter();
            counter.value = initial;
            context.session().open(counter);
            return initial;
        }

        @Override
        public long openFor(CallContext context, long seconds) {
            context.session().open(new Counter(), Duration.ofSeconds(seconds));
            return seconds;
        }

        @Override
        public long add(CallContext context, long by) {
            return context.session().get(Counter.class).value += by;
        }

        @Override
        public long close(CallContext context) {
            long last = add(context, 0);
            context.session().close();
            return last;
        }

        @Override
        public void openBroken(CallContext context) {
            var counter = new Counter();
            counter.broken = true;
            context.session().open(counter);
        }

        @Override
        public void fail() {
            throw new IllegalStateException("as asked");
        }

        @Override
        public long addSlowly(CallContext context, long by) throws InterruptedException {
            Counter counter = context.session().get(Counter.class);
            long before = counter.value;
            slow.countDown();
            letGo.await();
            counter.value = before + by;
            return counter.value;
        }

        @Override
        public Producer<Count> count(long turns) {
            return Producer.of(Count.class, 0L, (turn, output) -> {
                output.emit(new Count(output.session().get(Counter.class).value++));
                if (turn + 1 == turns) {
                    output.finish();
                }
                return turn + 1;
            });
        }
    }

    private final AtomicInteger closed = new AtomicInteger();
    private final AtomicInteger requests = new AtomicInteger();
    private final CountDownLatch slow = new CountDownLatch(1);
    private final CountDownLatch letGo = new CountDownLatch(1);
    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void closeAll() throws Exception {
        letGo.countDown();
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
    }

    private Server server(StickyConfig config) {
        Server server = Server.builder()
                .host(Counters.class, new CountersWorker())
                .http(HttpServerConfig.builder()
                        .tokenKey(KEY)
                        .stickySessions(config)
                        .authenticator(headers -> {
                            requests.incrementAndGet();
                            return headers.containsKey("x-name")
                                    ? new Principal("test", headers.get("x-name"))
                                    : Principal.ANONYMOUS;
                        })
                        .build())
                .start();
        open.add(server);
        return server;
    }

    private Server server() {
        return server(StickyConfig.builder().build());
    }

    private Client client(Server server, String... header) {
        var builder = Vgi.client(server.addresses().get(0));
        if (header.length > 0) {
            builder.header(header[0], header[1]);
        }
        Client client = builder.connect();
        open.add(client);
        return client;
    }

    private static FutureTask<Long> async(Callable<Long> call) {
        var task = new FutureTask<>(call);
        new Thread(task, "caller").start();
        return task;
    }

    private static void assertFails(ThrowingCallable call, Code code, String kind) {
        assertThatThrownBy(call).isInstanceOfSatisfying(VgiException.class, e -> {
            assertThat(e.code()).isEqualTo(code);
            assertThat(e.kind()).isEqualTo(kind);
        });
    }

    @Test
    void session_keepsWhatAMethodLeft_andEndsWithTheResource() {
        Client client = client(server());
        try (Session session = client.session()) {
            Counters counters = session.proxy(Counters.class);
            assertThat(session.token()).isEmpty();
            counters.open(null, 7);
            assertThat(session.token()).isPresent();
            assertThat(counters.add(null, 10)).isEqualTo(17);
            assertThat(counters.add(null, 10)).isEqualTo(27);
        }
        assertThat(closed).hasValue(1);
    }

    @Test
    void methodThatClosesTheSession_makesTheClientForgetIt() {
        try (Session session = client(server()).session()) {
            Counters counters = session.proxy(Counters.class);
            counters.open(null, 1);
            assertThat(counters.close(null)).isEqualTo(1);
            assertThat(session.token()).isEmpty();
            assertThat(closed).hasValue(1);
            assertFails(() -> counters.add(null, 1), Code.FAILED_PRECONDITION, "");
        }
    }

    @Test
    void callOutsideOfASession_mayNotOpenOne() {
        Counters counters = client(server()).proxy(Counters.class);
        assertThatThrownBy(() -> counters.open(null, 1)).hasMessageContaining("VGI-Session-Accept");
    }

    @Test
    void serverWithoutSessions_andRawTransports_sayWhoHasThem() {
        Server server = Server.builder()
                .host(Counters.class, new CountersWorker())
                .tcp("127.0.0.1", 0)
                .http(0)
                .start();
        open.add(server);
        Client raw = Vgi.connect(server.addresses().get(0));
        open.add(raw);
        Client http = Vgi.connect(server.addresses().get(1));
        open.add(http);
        assertThatThrownBy(() -> raw.proxy(Counters.class).open(null, 1))
                .hasMessageContaining("not available on this transport");
        assertFails(raw::session, Code.UNIMPLEMENTED, "");
        try (Session session = http.session()) {
            assertThatThrownBy(() -> session.proxy(Counters.class).open(null, 1))
                    .hasMessageContaining("HttpServerConfig.stickySessions");
        }
    }

    @Test
    void stream_seesTheSessionInEveryTurn() {
        try (Session session = client(server()).session()) {
            Counters counters = session.proxy(Counters.class);
            counters.open(null, 5);
            var values = new ArrayList<Long>();
            try (Producer<Count> stream = counters.count(3)) {
                stream.forEach(count -> values.add(count.value()));
            }
            assertThat(values).containsExactly(5L, 6L, 7L);
            assertThat(counters.add(null, 0)).isEqualTo(8);
        }
    }

    @Test
    void methodThatThrows_leavesTheSessionUsable() {
        try (Session session = client(server()).session()) {
            Counters counters = session.proxy(Counters.class);
            counters.open(null, 1);
            assertThatThrownBy(counters::fail).isInstanceOf(VgiException.class);
            assertThat(counters.add(null, 1)).isEqualTo(2);
        }
    }

    @Test
    void callsOfOneSession_runOneAfterTheOther() throws Exception {
        try (Session session = client(server()).session()) {
            Counters counters = session.proxy(Counters.class);
            counters.open(null, 0);
            var first = async(() -> counters.addSlowly(null, 1));
            slow.await();
            var second = async(() -> counters.add(null, 10));
            letGo.countDown();
            assertThat(first.get()).isEqualTo(1);
            assertThat(second.get()).isEqualTo(11);
        }
    }

    @Test
    void callThatWaitsTooLongForAnother_isRefused_andTheSessionLivesOn() throws Exception {
        StickyConfig config =
                StickyConfig.builder().waitTimeout(Duration.ofMillis(50)).build();
        try (Session session = client(server(config)).session()) {
            Counters counters = session.proxy(Counters.class);
            counters.open(null, 0);
            var first = async(() -> counters.addSlowly(null, 1));
            slow.await();
            assertFails(() -> counters.add(null, 10), Code.UNAVAILABLE, "session_busy");
            assertThatThrownBy(() -> counters.add(null, 10)).hasMessageContaining("(waitTimeout)");
            letGo.countDown();
            assertThat(first.get()).isEqualTo(1);
            assertThat(counters.add(null, 10)).isEqualTo(11);
        }
        assertThat(closed).hasValue(1);
    }

    /** The end of the session waits for a call, and a further call waits for the end. */
    @Test
    void sessionThatFailsToEnd_locksNobodyOut() throws Exception {
        StickyConfig config =
                StickyConfig.builder().waitTimeout(Duration.ofSeconds(20)).build();
        Server server = server(config);
        Client client = client(server);
        Session session = client.session();
        Counters counters = session.proxy(Counters.class);
        counters.openBroken(null);
        String token = session.token().orElseThrow();
        var running = async(() -> counters.addSlowly(null, 1));
        slow.await();
        int before = requests.get();
        var end = async(() -> {
            session.close();
            return 0L;
        });
        await().until(() -> requests.get() == before + 1);
        Session other = client.session(token);
        var waiting = async(() -> other.proxy(Counters.class).addSlowly(null, 2));
        await().until(() -> requests.get() == before + 2);
        letGo.countDown();
        assertThat(running.get()).isEqualTo(1);
        end.get();
        assertThatThrownBy(waiting::get).cause().isInstanceOfSatisfying(VgiException.class, e -> assertThat(e.kind())
                .isEqualTo("session_lost"));
    }

    @Test
    void lostSessions_areOneError() {
        Server server = server();
        Client ann = client(server, "x-name", "ann");
        String token;
        try (Session session = ann.session()) {
            session.proxy(Counters.class).open(null, 1);
            token = session.detach().orElseThrow();
        }
        assertThat(server.openSessions()).isEqualTo(1);
        String forged = token.substring(0, token.length() - 2) + (token.endsWith("AA") ? "BB" : "AA");
        for (Session session : List.of(
                ann.session("garbage"),
                ann.session(forged),
                client(server, "x-name", "bob").session(token),
                client(server).session(token),
                client(server()).session(token))) {
            assertFails(() -> session.proxy(Counters.class).add(null, 1), Code.ABORTED, "session_lost");
        }
        try (Session session = ann.session(token)) {
            assertThat(session.proxy(Counters.class).add(null, 1)).isEqualTo(2);
        }
        assertThat(closed).hasValue(1);
    }

    @Test
    void sessionThatIsTooOld_isClosedAndLost() {
        Server server = server();
        try (Session session = client(server).session()) {
            Counters counters = session.proxy(Counters.class);
            counters.openFor(null, 1);
            await().until(() -> server.openSessions() == 0);
            assertThat(closed).hasValue(1);
            assertFails(() -> counters.add(null, 1), Code.ABORTED, "session_lost");
        }
    }

    @Test
    void drainingServer_opensNoSession_andGoesOnWithThoseItHas() {
        Server server = server();
        Client client = client(server);
        try (Session old = client.session();
                Session fresh = client.session()) {
            old.proxy(Counters.class).open(null, 1);
            server.drain();
            assertThat(old.proxy(Counters.class).add(null, 1)).isEqualTo(2);
            assertFails(() -> fresh.proxy(Counters.class).open(null, 1), Code.UNAVAILABLE, "server_draining");
            server.resume();
            assertThat(fresh.proxy(Counters.class).open(null, 1)).isEqualTo(1);
        }
        assertThat(server.openSessions()).isZero();
    }

    @Test
    void serverThatCloses_closesWhatSessionsHold() {
        Server server = server();
        client(server).session().proxy(Counters.class).open(null, 1);
        server.close();
        assertThat(closed).hasValue(1);
    }

    @Test
    void sessionsBeyondTheLimit_areRefused() {
        Client client = client(server(StickyConfig.builder().maxSessions(1).build()));
        try (Session first = client.session();
                Session second = client.session()) {
            first.proxy(Counters.class).open(null, 1);
            assertFails(() -> second.proxy(Counters.class).open(null, 1), Code.RESOURCE_EXHAUSTED, "");
        }
    }

    @Test
    void echoHeaders_comeBackWithEveryCallOfTheSession() {
        try (Session session = client(server(
                        StickyConfig.builder().echoHeader("x-machine", "m-1").build()))
                .session()) {
            assertThat(session.echoHeaders()).isEmpty();
            session.proxy(Counters.class).open(null, 1);
            assertThat(session.echoHeaders()).containsExactly(java.util.Map.entry("x-machine", "m-1"));
            session.proxy(Counters.class).close(null);
            assertThat(session.echoHeaders()).isEmpty();
        }
    }
}
