package dev.vgi.client.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.vgi.Code;
import dev.vgi.ErrorKind;
import dev.vgi.VgiException;
import dev.vgi.arrow.Batch;
import dev.vgi.client.Client;
import dev.vgi.server.Server;
import dev.vgi.service.Producer;
import dev.vgi.service.VgiProtocol;
import dev.vgi.types.SchemaText;
import dev.vgi.types.Values;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several workers of one service: calls are spread over them, and one that is gone is left out. */
class SeveralAddressesTest {
    private static final Schema NAME = SchemaText.parse("name: string not null");

    @TempDir
    Path folder;

    private final List<Server> servers = new ArrayList<>();
    private final AtomicInteger calls = new AtomicInteger();

    @VgiProtocol
    public interface Named {
        String name();

        String fail();

        Producer<Batch> names();
    }

    @AfterEach
    void stop() {
        servers.forEach(Server::close);
    }

    @Test
    void calls_takeTurns() {
        try (Client client = Vgi.connect(worker("a") + "," + worker("b"))) {
            Named named = client.proxy(Named.class);
            assertThat(List.of(named.name(), named.name(), named.name(), named.name()))
                    .containsExactly("a", "b", "a", "b");
        }
    }

    @Test
    void streams_takeTurnsAndStayWhereTheyAre() {
        try (Client client = Vgi.connect(worker("a") + "," + worker("b"));
                Producer<Batch> first = client.proxy(Named.class).names();
                Producer<Batch> second = client.proxy(Named.class).names()) {
            assertThat(read(first)).isEqualTo("a");
            assertThat(read(second)).isEqualTo("b");
            assertThat(read(first)).isEqualTo("a");
            assertThat(read(second)).isEqualTo("b");
        }
    }

    @Test
    void workerThatIsGone_isLeftOut() {
        String gone = "unix:" + folder.resolve("gone.sock");
        try (Client client = Vgi.connect(gone + "," + worker("b") + "," + worker("c"))) {
            Named named = client.proxy(Named.class);
            for (int i = 0; i < 6; i++) {
                assertThat(named.name()).isIn("b", "c");
            }
        }
    }

    @Test
    void workerThatGoes_isLeftOut() {
        String first = worker("a");
        try (Client client = Vgi.connect(first + "," + worker("b"))) {
            Named named = client.proxy(Named.class);
            assertThat(named.name()).isEqualTo("a");
            assertThat(named.name()).isEqualTo("b");
            servers.get(0).close();
            await().ignoreExceptions().untilAsserted(() -> assertThat(List.of(named.name(), named.name()))
                    .containsOnly("b"));
        }
    }

    @Test
    void differentTransports_goTogether() {
        Server http =
                Server.builder().host(Named.class, new Worker("h")).http(0).start();
        servers.add(http);
        try (Client client = Vgi.connect(http.addresses().get(0) + "," + worker("u"))) {
            Named named = client.proxy(Named.class);
            assertThat(List.of(named.name(), named.name())).containsExactly("h", "u");
        }
    }

    @Test
    void allGone_isSaidOfTheFirstWithTheOthersBeside() {
        try (Client client = Vgi.connect("tcp://127.0.0.1:1,http://127.0.0.1:1")) {
            VgiException error = catchThrowableOfType(
                    VgiException.class, () -> client.proxy(Named.class).name());
            assertThat(error.code()).isEqualTo(Code.UNAVAILABLE);
            assertThat(error.kind()).isEqualTo(ErrorKind.WORKER_NOT_REACHED);
            assertThat(error.getSuppressed()).hasSize(1);
        }
    }

    @Test
    void whatAWorkerRaises_isNotTriedElsewhere() {
        try (Client client = Vgi.connect(worker("a") + "," + worker("b"))) {
            VgiException error = catchThrowableOfType(
                    VgiException.class, () -> client.proxy(Named.class).fail());
            assertThat(error.isRemote()).isTrue();
            assertThat(calls).hasValue(1);
        }
    }

    private String worker(String name) {
        Server server = Server.builder()
                .host(Named.class, new Worker(name))
                .unix(folder.resolve(name + ".sock"))
                .start();
        servers.add(server);
        return server.addresses().get(0);
    }

    private static String read(Producer<Batch> stream) {
        try (Batch batch = stream.next()) {
            return (String) Values.row(batch, 0).get("name");
        }
    }

    private final class Worker implements Named {
        private final String name;

        private Worker(String name) {
            this.name = name;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public String fail() {
            calls.incrementAndGet();
            throw VgiException.unavailable("not now", null);
        }

        @Override
        public Producer<Batch> names() {
            return Producer.of(NAME, 0, (turn, output) -> {
                output.emit(Values.encode(NAME, Map.of("name", name), output.allocator()));
                return turn + 1;
            });
        }
    }
}
