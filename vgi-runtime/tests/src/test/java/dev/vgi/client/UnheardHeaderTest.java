package dev.vgi.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vgi.Code;
import dev.vgi.VgiException;
import dev.vgi.arrow.Batch;
import dev.vgi.client.connect.Vgi;
import dev.vgi.server.Server;
import dev.vgi.service.Producer;
import dev.vgi.service.VgiProtocol;
import dev.vgi.types.SchemaText;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A header that nobody told of is an error on a raw connection, whatever the worker says or does after it. */
class UnheardHeaderTest {
    private static final Schema NUMBERS = SchemaText.parse("n: bigint not null");

    @TempDir
    private Path folder;

    private Server server;
    private Client client;

    /** Streams with a header. */
    @VgiProtocol(name = "Headed")
    public interface Headed {
        Producer.WithHeader<Head, Batch> empty();

        Producer.WithHeader<Head, Batch> failing();

        Producer.WithHeader<Head, Batch> slow();

        record Head(long total) {}
    }

    private static final class Worker implements Headed {
        @Override
        public Producer.WithHeader<Head, Batch> empty() {
            return headed(() -> {});
        }

        @Override
        public Producer.WithHeader<Head, Batch> failing() {
            return headed(() -> {
                throw VgiException.of(Code.FAILED_PRECONDITION, "the disk is full");
            });
        }

        @Override
        public Producer.WithHeader<Head, Batch> slow() {
            return headed(Worker::takeLongerThanAClientWindsUp);
        }

        private static Producer.WithHeader<Head, Batch> headed(Runnable turn) {
            return Producer.of(NUMBERS, 0L, (next, output) -> {
                        turn.run();
                        output.finish();
                        return next;
                    })
                    .withHeader(new Head(3));
        }

        private static void takeLongerThanAClientWindsUp() {
            try {
                assertThat(new CountDownLatch(1).await(2_500, TimeUnit.MILLISECONDS))
                        .isFalse();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @BeforeEach
    void serve() {
        server = Server.builder()
                .host(Headed.class, new Worker())
                .unix(folder.resolve("headed.sock"))
                .reflection(false)
                .start();
        client = Vgi.connect(server.addresses().get(0));
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    private Method method(String name) {
        return client.method("Headed/" + name).argsSchema(new Schema(List.of()));
    }

    private static void read(Method method, int batches) {
        try (ProducerStream stream = method.open()) {
            for (int read = 0; read < batches; read++) {
                try (Batch batch = stream.next()) {
                    if (batch == null) {
                        return;
                    }
                }
            }
        }
    }

    private void isRefused(String name, int batches) {
        assertThatThrownBy(() -> read(method(name), batches))
                .isInstanceOfSatisfying(
                        VgiException.class, e -> assertThat(e.code()).isEqualTo(Code.FAILED_PRECONDITION))
                .hasMessageContaining("option 'hasHeader'");
        read(method("empty").withHeader(), 1);
    }

    @Test
    void streamThatEndsAtOnce() {
        isRefused("empty", 2);
        isRefused("empty", 1);
    }

    @Test
    void streamThatFailsInItsFirstTurn() {
        isRefused("failing", 2);
        isRefused("failing", 1);
    }

    @Test
    void streamWhoseFirstTurnTakesLong() {
        isRefused("slow", 2);
        isRefused("slow", 1);
    }
}
