package dev.vgi.tools.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.vgi.VgiException;
import dev.vgi.arrow.Batch;
import dev.vgi.arrow.Memory;
import dev.vgi.client.Client;
import dev.vgi.client.connect.Vgi;
import dev.vgi.protocol.CallOptions;
import dev.vgi.protocol.LogMessage;
import dev.vgi.tools.conformance.ScriptedAnswers.Data;
import dev.vgi.tools.conformance.ScriptedAnswers.Failure;
import dev.vgi.tools.conformance.ScriptedAnswers.Log;
import dev.vgi.tools.conformance.ScriptedAnswers.NoRows;
import dev.vgi.tools.conformance.ScriptedAnswers.Row;
import dev.vgi.tools.conformance.ScriptedAnswers.Scripted;
import dev.vgi.tools.conformance.ScriptedAnswers.Title;
import dev.vgi.types.SchemaText;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A worker may give several batches in one answer: none is lost and none comes twice, however the stream is read. */
abstract class SeveralBatchesSuite<W extends ScriptedWorker> {
    static final Schema NO_PARAMETERS = SchemaText.parse("");

    final Memory memory = Memory.create();
    private final List<AutoCloseable> opened = new ArrayList<>();

    abstract W start(ScriptedAnswers script) throws IOException;

    @AfterEach
    void close() throws Exception {
        assertThat(memory.allocatedBytes()).as("bytes in use").isZero();
        for (int i = opened.size() - 1; i >= 0; i--) {
            opened.get(i).close();
        }
        memory.close();
    }

    final W worker(ScriptedAnswers script) throws IOException {
        W worker = start(script);
        opened.add(script);
        opened.add(worker);
        return worker;
    }

    final Client client(ScriptedWorker worker, CallOptions options) {
        Client client =
                Vgi.client(worker.address()).memory(memory).options(options).connect();
        opened.add(client);
        return client;
    }

    static CallOptions prefetching(int batches) {
        return CallOptions.DEFAULT.withPrefetchBatches(batches).withSilence(Duration.ofSeconds(20));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 16})
    void batches_comeInOrderAndEnd(int prefetchBatches) throws IOException {
        W worker = worker(ScriptedAnswers.batches(3, 1, 2, 50, 1, 7));
        Scripted service = client(worker, prefetching(prefetchBatches)).proxy(Scripted.class);

        try (var stream = service.produce()) {
            assertThat(stream).containsExactlyElementsOf(rows(64));
            assertThat(stream.next()).isNull();
        }
        assertThat(worker.seen().turns).hasValue(6);
        assertThat(service.ping()).isEqualTo(42);
        assertThat(worker.seen().cancels).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void oneAnswerForAll(int prefetchBatches) throws IOException {
        Scripted service = client(worker(ScriptedAnswers.batches(1_000)), prefetching(prefetchBatches))
                .proxy(Scripted.class);

        try (var stream = service.produce()) {
            assertThat(stream).containsExactlyElementsOf(rows(1_000));
        }
        assertThat(service.ping()).isEqualTo(42);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void logs_comeBetweenTheirBatches(int prefetchBatches) throws IOException {
        var script = new ScriptedAnswers(List.of(
                List.of(new Log("a"), new Data(0), new Log("b"), new Log("c"), new Data(1)),
                List.of(new NoRows(), new Log("d"), new Data(2), new Log("e"))));
        var events = new ArrayList<String>();
        Client client = client(
                worker(script), prefetching(prefetchBatches).withLogs((LogMessage log) -> events.add(log.message())));

        try (var stream =
                client.method("Scripted/produce").argsSchema(NO_PARAMETERS).open()) {
            for (Batch batch : stream) {
                events.add(Fixture.column("number", batch).toString());
            }
        }
        assertThat(events)
                .containsSubsequence("a", "b", "c", "d", "e")
                .containsSubsequence("a", "[0]", "[1]", "[]", "[2]")
                .containsSubsequence("c", "[1]")
                .containsSubsequence("d", "[2]")
                .hasSize(9);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void header_comesBeforeThem(int prefetchBatches) throws IOException {
        Scripted service = client(worker(ScriptedAnswers.batches(2, 3)), prefetching(prefetchBatches))
                .proxy(Scripted.class);

        try (var stream = service.produceWithHeader()) {
            assertThat(stream.header()).isEqualTo(new Title("scripted"));
            assertThat(stream).containsExactlyElementsOf(rows(5));
        }
        assertThat(service.ping()).isEqualTo(42);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void error_comesAfterTheBatchesBeforeIt(int prefetchBatches) throws IOException {
        var script = new ScriptedAnswers(List.of(
                List.of(new Data(0), new Data(1)),
                List.of(new Data(2), new Data(3), new Log("soon"), new Failure("no more"))));
        Scripted service = client(worker(script), prefetching(prefetchBatches)).proxy(Scripted.class);
        var read = new ArrayList<Row>();

        try (var stream = service.produce()) {
            VgiException error = catchThrowableOfType(VgiException.class, () -> stream.forEach(read::add));
            assertThat(error.remoteMessage()).endsWith("no more");
        }
        assertThat(read).isEqualTo(rows(4));
        assertThat(service.ping()).isEqualTo(42);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5})
    void streamThatIsClosedAnywhere_isCancelled(int batches) throws IOException {
        W worker = worker(ScriptedAnswers.batches(3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3));
        for (int prefetchBatches : new int[] {0, 2}) {
            Scripted service = client(worker, prefetching(prefetchBatches)).proxy(Scripted.class);
            int before = worker.seen().cancels.get();

            try (var stream = service.produce()) {
                for (int i = 0; i < batches; i++) {
                    assertThat(stream.next()).isEqualTo(new Row(i));
                }
            }
            await().untilAsserted(() ->
                    assertThat(worker.seen().cancels).as("cancels").hasValue(before + 1));
            assertThat(service.ping()).isEqualTo(42);
        }
    }

    static List<Row> rows(int count) {
        return LongStream.range(0, count).mapToObj(Row::new).toList();
    }
}
