package dev.vgi.tools.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vgi.client.Client;
import dev.vgi.client.Method;
import dev.vgi.protocol.Position;
import dev.vgi.tools.conformance.ScriptedAnswers.Data;
import dev.vgi.tools.conformance.ScriptedAnswers.Log;
import dev.vgi.tools.conformance.ScriptedAnswers.Scripted;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Several batches in the answer to one request, as workers of the older generation give them. */
class SeveralBatchesOverHttpTest extends SeveralBatchesSuite<ScriptedHttpWorker> {
    @Override
    ScriptedHttpWorker start(ScriptedAnswers script) throws IOException {
        return ScriptedHttpWorker.start(script);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void everyPosition_isWhereAnotherClientGoesOn(int prefetchBatches) throws IOException {
        var script = new ScriptedAnswers(List.of(
                List.of(new Data(0), new Log("x"), new Data(1), new Data(2)),
                List.of(),
                List.of(new Data(3)),
                List.of(new Data(4), new Data(5), new Log("y"))));
        ScriptedHttpWorker worker = worker(script);
        for (int taken = 0; taken < 6; taken++) {
            var read = new ArrayList<>();
            Position position;
            try (var stream =
                    produce(client(worker, prefetching(prefetchBatches))).open()) {
                for (int i = 0; i < taken; i++) {
                    read.addAll(Fixture.column("number", stream.next()));
                }
                position = stream.position();
            }
            read.addAll(Fixture.column(
                    "number",
                    produce(client(worker, prefetching(prefetchBatches))).resume(position)));

            assertThat(read).as("resumed after %s", taken).isEqualTo(Fixture.numbers(6));
        }
    }

    @Test
    void nextRequest_leavesWithTheLastBatchOfAnAnswer_andNotBefore() throws IOException {
        ScriptedHttpWorker worker = worker(ScriptedAnswers.batches(3, 3));
        Scripted service = client(worker, prefetching(1)).proxy(Scripted.class);

        try (var stream = service.produce()) {
            stream.next();
            stream.next();
            assertThat(worker.seen().turns).hasValue(1);
            stream.next();
            await().untilAsserted(() -> assertThat(worker.seen().turns).hasValue(2));
            assertThat(stream).hasSize(3);
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "2, 1", "0, 2", "2, 2"})
    void answerThatBreaksOff_isAskedForAgain_withoutWhatWasHandedOut(int prefetchBatches, int broken)
            throws IOException {
        ScriptedHttpWorker worker = worker(ScriptedAnswers.batches(2, 40, 2));
        Scripted service = client(worker, prefetching(prefetchBatches)).proxy(Scripted.class);
        assertThat(service.ping()).isEqualTo(42);

        try (var stream = service.produce()) {
            assertThat(stream.next().number()).isZero();
            worker.broken.set(broken);
            var rest = new ArrayList<Long>();
            stream.forEach(row -> rest.add(row.number()));
            assertThat(rest).isEqualTo(Fixture.numbers(44).subList(1, 44));
        }
        assertThat(worker.broken).as("answers still to break").hasValue(0);
    }

    private static Method produce(Client client) {
        return client.method("Scripted/produce").argsSchema(NO_PARAMETERS);
    }
}
