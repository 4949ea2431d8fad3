package dev.vgi.client.http;

import static dev.vgi.client.http.ScriptedServer.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vgi.ErrorKind;
import dev.vgi.Limits;
import dev.vgi.VgiException;
import dev.vgi.arrow.Batch;
import dev.vgi.arrow.Memory;
import dev.vgi.arrow.Metadata;
import dev.vgi.external.FetchConfig;
import dev.vgi.http.FrameCodec;
import dev.vgi.http.HttpHeaders;
import dev.vgi.net.GatheredBody;
import dev.vgi.protocol.CallOptions;
import dev.vgi.protocol.ClientTransport.HasHeader;
import dev.vgi.protocol.ClientTransport.Producing;
import dev.vgi.protocol.ExternalRef;
import dev.vgi.protocol.Idempotency;
import dev.vgi.protocol.Keys;
import dev.vgi.protocol.Request;
import dev.vgi.server.http.Bodies;
import dev.vgi.server.http.Rows;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * A batch whose URL has expired before it was read: the worker is asked for it again, where its method may run twice.
 */
class ExpiredUrlTest {
    private static final ScriptedServer.Step EXPIRED = answer(403, "text/plain", new byte[0]);

    private final Memory memory = Memory.create();
    /** A probe for ranges, then the object: both are refused, and what is asked for afterwards is there. */
    private final ScriptedServer store =
            new ScriptedServer(EXPIRED, EXPIRED, answer(200, "text/plain", turn(7, Metadata.EMPTY)));

    private ScriptedServer worker;

    @AfterEach
    void close() {
        worker.close();
        store.close();
        assertThat(memory.allocatedBytes()).isZero();
        memory.close();
    }

    private void script(byte[]... answers) {
        var steps = new ScriptedServer.Step[answers.length];
        for (int i = 0; i < answers.length; i++) {
            steps[i] = answer(200, HttpHeaders.ARROW, answers[i]);
        }
        worker = new ScriptedServer(steps);
    }

    private HttpTransport transport() {
        var fetches = FetchConfig.builder().allowedHosts(Set.of("http://127.0.0.1"));
        return HttpTransport.builder(worker.address(), memory)
                .external(fetches.build())
                .build();
    }

    private Producing produce(HttpTransport transport, Idempotency idempotency, HasHeader header) {
        try (Batch row = Rows.parameters(memory.allocator(), "a", 1L)) {
            return transport.produce(
                    new Request("p.P", "m", row, Metadata.EMPTY, idempotency, CallOptions.DEFAULT), header);
        }
    }

    private static Metadata cursor(String cursor) {
        var tokens = new LinkedHashMap<String, String>();
        tokens.put(Keys.STREAM_STATE, cursor);
        tokens.put(Keys.CALL_STATE, "call");
        return Metadata.of(tokens);
    }

    /** A turn that gives a number, and goes on where it has a cursor. */
    private byte[] turn(long number, Metadata cursor) {
        GatheredBody body = GatheredBody.copying();
        writeTurn(body, number, cursor);
        return Bodies.bytes(body);
    }

    private void writeTurn(GatheredBody body, long number, Metadata cursor) {
        try (Batch batch = Rows.parameters(memory.allocator(), "index", number)) {
            new FrameCodec(Limits.HTTP).write(body, batch.schema(), stream -> {
                stream.write(batch);
                if (!cursor.isEmpty()) {
                    stream.writeEmpty(cursor);
                }
            });
        }
    }

    /** The last turn, whose batch is in a store. */
    private static byte[] pointer(ScriptedServer store) {
        Metadata pointer = new ExternalRef(store.address() + "/object?X-Amz-Signature=secret", null).metadata();
        GatheredBody body = GatheredBody.copying();
        new FrameCodec(Limits.HTTP)
                .write(body, Rows.schema(Rows.column("index", Rows.INT64)), stream -> stream.writeEmpty(pointer));
        return Bodies.bytes(body);
    }

    private static List<Object> numbers(Producing stream) {
        try (Batch batch = stream.next()) {
            return Rows.values(batch, "index");
        }
    }

    @Test
    void firstBatch_isAskedForByANewStream() {
        script(pointer(store));
        try (HttpTransport transport = transport();
                Producing stream = produce(transport, Idempotency.NO_SIDE_EFFECTS, HasHeader.NO)) {
            assertThat(numbers(stream)).containsExactly(7L);
            assertThat(stream.next()).isNull();
        }
        assertThat(worker.heads).hasSize(2).allMatch(head -> head.startsWith("POST /p.P/m/init "));
        assertThat(store.posts).hasValue(3);
    }

    @Test
    void laterBatch_isAskedForByItsCursor_andTheHeaderStays() {
        GatheredBody init = GatheredBody.copying();
        writeTurn(init, 1, Metadata.EMPTY);
        writeTurn(init, 2, cursor("here"));
        script(Bodies.bytes(init), pointer(store));
        try (HttpTransport transport = transport();
                Producing stream = produce(transport, Idempotency.IDEMPOTENT, HasHeader.YES)) {
            Batch header = stream.header();
            assertThat(numbers(stream)).containsExactly(2L);
            assertThat(numbers(stream)).containsExactly(7L);
            assertThat(stream.header()).isSameAs(header);
            assertThat(Rows.values(header, "index")).containsExactly(1L);
        }
        assertThat(worker.heads).hasSize(3);
        assertThat(worker.heads.subList(1, 3)).allMatch(head -> head.startsWith("POST /p.P/m/exchange "));
    }

    @Test
    void methodThatMayNotRunTwice_isNotAskedAgain() {
        script(pointer(store));
        try (HttpTransport transport = transport();
                Producing stream = produce(transport, Idempotency.UNKNOWN, HasHeader.NO)) {
            assertThatThrownBy(stream::next)
                    .isInstanceOfSatisfying(
                            VgiException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.EXTERNAL_URL_EXPIRED))
                    .hasMessageNotContaining("secret");
        }
        assertThat(worker.posts).hasValue(1);
    }

    @Test
    void worker_isAskedOnce_andThenTheStreamHasFailed() {
        try (var refusing = new ScriptedServer(EXPIRED)) {
            script(pointer(refusing));
            try (HttpTransport transport = transport();
                    Producing stream = produce(transport, Idempotency.NO_SIDE_EFFECTS, HasHeader.NO)) {
                for (int time = 0; time < 3; time++) {
                    assertThatThrownBy(stream::next)
                            .isInstanceOfSatisfying(VgiException.class, e -> assertThat(e.kind())
                                    .isEqualTo(ErrorKind.EXTERNAL_URL_EXPIRED));
                }
            }
            assertThat(worker.posts).hasValue(2);
        }
    }
}
