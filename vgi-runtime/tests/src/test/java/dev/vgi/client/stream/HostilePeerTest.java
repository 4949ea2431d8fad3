package dev.vgi.client.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.flatbuffers.FlatBufferBuilder;
import dev.vgi.Code;
import dev.vgi.Limits;
import dev.vgi.VgiException;
import dev.vgi.arrow.Batch;
import dev.vgi.arrow.Ipc;
import dev.vgi.arrow.Memory;
import dev.vgi.arrow.Metadata;
import dev.vgi.arrow.SchemaMessage;
import dev.vgi.external.FetchConfig;
import dev.vgi.external.Resolver;
import dev.vgi.protocol.CallOptions;
import dev.vgi.protocol.ClientTransport.HasHeader;
import dev.vgi.protocol.ErrorBatch;
import dev.vgi.protocol.Idempotency;
import dev.vgi.protocol.Keys;
import dev.vgi.protocol.LogBatch;
import dev.vgi.protocol.LogMessage;
import dev.vgi.protocol.Request;
import dev.vgi.transport.Connector;
import dev.vgi.types.RecordCodec;
import dev.vgi.types.SchemaText;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.arrow.flatbuf.Buffer;
import org.apache.arrow.flatbuf.FieldNode;
import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.flatbuf.MessageHeader;
import org.apache.arrow.flatbuf.MetadataVersion;
import org.apache.arrow.flatbuf.RecordBatch;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever listens at a worker's address, a call ends with its answer or with an error that says what happened. */
class HostilePeerTest {
    private static final int END_OF_STREAM = 8;

    private static final Schema NO_FIELDS = new Schema(List.of());

    private final Memory memory = Memory.create(0);

    @AfterEach
    void allIsFreed() {
        memory.close();
    }

    @Test
    void noWorkerAtTheUnixPath_isUnavailable(@TempDir Path folder) throws Exception {
        Path missing = folder.resolve("missing.sock");
        assertThat(failure(SocketConnector.unix(missing)))
                .returns(Code.UNAVAILABLE, VgiException::code)
                .hasMessageContaining("There is no such file: start the worker with --unix " + missing);
        Path abandoned = Files.createFile(folder.resolve("abandoned.sock"));
        assertThat(failure(SocketConnector.unix(abandoned)))
                .returns(Code.UNAVAILABLE, VgiException::code)
                .hasMessageContaining("nobody listens");
    }

    @Test
    void noWorkerAtThePort_isUnavailable() throws Exception {
        int port;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        assertThat(failure(SocketConnector.tcp("127.0.0.1", port)))
                .returns(Code.UNAVAILABLE, VgiException::code)
                .hasMessageContaining("Start the worker with --tcp 127.0.0.1:" + port);
    }

    @Test
    void silentWorker_passesTheLimit() throws Exception {
        assertThat(failure(ScriptedPeer.Conversation::awaitHangUp))
                .returns(Code.DEADLINE_EXCEEDED, VgiException::code)
                .hasMessageContaining("'silence'")
                .hasMessageContaining("--max-connections");
    }

    @Test
    void workerThatHangsUp_isUnavailable() throws Exception {
        assertThat(failure(ScriptedPeer.Conversation::readStream))
                .returns(Code.UNAVAILABLE, VgiException::code)
                .hasMessageContaining("closed it before it answered");
    }

    @Test
    void answerThatIsCutAnywhere_isAnError() throws Exception {
        byte[] answer = answer();
        for (int length = 0; length < answer.length - END_OF_STREAM; length += 3) {
            byte[] part = Arrays.copyOf(answer, length);
            VgiException error = failure(peer -> {
                peer.readStream();
                peer.send(part);
            });

            assertThat(error.code()).as("after %s bytes", length).isIn(Code.UNAVAILABLE, Code.DATA_LOSS);
        }
    }

    @Test
    void answerThatIsAltered_isAnAnswerOrAnError() throws Exception {
        var random = new Random(7);
        for (int i = 0; i < 200; i++) {
            byte[] altered = answer();
            altered[random.nextInt(altered.length)] ^= (byte) (1 << random.nextInt(8));
            try (ScriptedPeer peer = ScriptedPeer.start(conversation -> {
                        conversation.readStream();
                        conversation.send(altered);
                    });
                    StreamTransport transport = transport(peer.connector())) {
                transport.call(request()).close();
            } catch (VgiException e) {
                assertThat(e.code())
                        .isIn(
                                Code.DATA_LOSS,
                                Code.UNAVAILABLE,
                                Code.RESOURCE_EXHAUSTED,
                                Code.UNIMPLEMENTED,
                                Code.DEADLINE_EXCEEDED);
            }
        }
    }

    @Test
    void peerThatSpeaksAnotherProtocol_isFoundOut() throws Exception {
        assertThat(failure(peer -> peer.send("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII))))
                .returns(Code.DATA_LOSS, VgiException::code)
                .hasMessageContaining("'HTTP'")
                .hasMessageContaining("something else listening");
    }

    @Test
    void hostileLength_isRefusedByTheNameOfItsLimit() throws Exception {
        byte[] length = ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(-1)
                .putInt(0x7F00_0000)
                .array();
        assertThat(failure(peer -> {
                    peer.send(length);
                    peer.awaitHangUp();
                }))
                .returns(Code.RESOURCE_EXHAUSTED, VgiException::code)
                .hasMessageContaining("metadataBytes");
    }

    @Test
    void workerThatDiesInMidStream_isUnavailable_andTheBatchBeforeIsWhole() throws Exception {
        byte[] answer = answer();
        byte[] unended = Arrays.copyOf(answer, answer.length - END_OF_STREAM);
        try (ScriptedPeer peer = ScriptedPeer.start(conversation -> {
                    conversation.readStream();
                    conversation.send(unended);
                });
                StreamTransport transport = transport(peer.connector());
                var stream = transport.produce(request(), HasHeader.NO)) {
            try (Batch batch = stream.next()) {
                assertThat(batch.rowCount()).isEqualTo(1);
            }
            VgiException error = catchThrowableOfType(VgiException.class, stream::next);
            assertThat(error.code()).isIn(Code.UNAVAILABLE, Code.DATA_LOSS);
            assertThat(error).hasMessageContaining(transport.address());
        }
    }

    @Test
    void childThatEndsEarly_isShownWithTheLastOfItsErrors() {
        var connector = new ProcessConnector(List.of("sh", "-c", "echo no such table >&2; exit 3"));

        assertThat(failure(connector))
                .returns(Code.UNAVAILABLE, VgiException::code)
                .hasMessageContaining("status 3")
                .hasMessageContaining("no such table");
    }

    @Test
    void programThatIsNotThere_isUnavailable() {
        assertThat(failure(new ProcessConnector(List.of("/no/such/program"))))
                .returns(Code.UNAVAILABLE, VgiException::code)
                .hasMessageContaining("/no/such/program");
    }

    @Test
    void bodyThatIsSaidToBeEndless_isRefused_andNotWaitedFor() throws Exception {
        byte[] schema = SchemaMessage.toBytes(SchemaText.parse("n bigint"));
        byte[] message = hugeBatch();
        assertThat(failure(peer -> {
                    peer.readStream();
                    peer.send(schema);
                    peer.send(message);
                    peer.repeat(new byte[1 << 16]);
                }))
                .returns(Code.RESOURCE_EXHAUSTED, VgiException::code)
                .hasMessageContaining("(messageBytes)");
    }

    @Test
    void errorWithoutEnd_isTheWorkersError() throws Exception {
        byte[] error = message(ErrorBatch.metadata(VgiException.invalidArgument("no such row"), false, "server", ""));
        assertThat(failure(peer -> {
                    peer.readStream();
                    peer.send(SchemaMessage.toBytes(NO_FIELDS));
                    peer.send(error);
                    peer.repeat(log());
                }))
                .returns(true, VgiException::isRemote)
                .hasMessageContaining("no such row");
    }

    @Test
    void streamThatGoesOnAfterItsEnd_doesNotHoldTheOneWhoCloses() throws Exception {
        byte[] answer = answer();
        try (ScriptedPeer peer = ScriptedPeer.start(conversation -> {
                    conversation.readStream();
                    conversation.send(Arrays.copyOf(answer, answer.length - END_OF_STREAM));
                    conversation.repeat(log());
                });
                StreamTransport transport = transport(peer.connector())) {
            try (var stream = transport.produce(request(), HasHeader.NO)) {
                stream.next().close();
            }
        }
    }

    @Test
    void answerThatComesTwice_isNotTheNextCallsAnswer() throws Exception {
        byte[] answer = answer();
        var connections = new AtomicInteger();
        try (ScriptedPeer peer = ScriptedPeer.start(conversation -> {
                    connections.incrementAndGet();
                    conversation.readStream();
                    byte[] both = Arrays.copyOf(answer, 2 * answer.length);
                    System.arraycopy(answer, 0, both, answer.length, answer.length);
                    conversation.send(both);
                    conversation.awaitHangUp();
                });
                StreamTransport transport = transport(peer.connector())) {
            transport.call(request()).close();
            transport.call(request()).close();
        }
        assertThat(connections).hasValue(2);
    }

    @Test
    void answerWithoutABatch_orWithTwo_orOfAKindThatIsNone_isDataLossOrUnimplemented() throws Exception {
        byte[] answer = answer();
        byte[] empty = SchemaMessage.toBytes(NO_FIELDS);
        byte[] end = Arrays.copyOfRange(answer, answer.length - END_OF_STREAM, answer.length);
        int schema = SchemaMessage.toBytes(SchemaMessage.fromBytes(answer, Limits.RAW)).length;
        byte[] batch = Arrays.copyOfRange(answer, schema, answer.length - END_OF_STREAM);
        List<List<byte[]>> answers = List.of(
                List.of(end),
                List.of(empty, end),
                List.of(end, end, end),
                List.of(Arrays.copyOf(answer, answer.length - END_OF_STREAM), batch, end),
                List.of(Arrays.copyOf(answer, answer.length - END_OF_STREAM), empty, end),
                List.of(empty, message(Metadata.of(Keys.STREAM_STATE, "cursor")), end),
                List.of(empty, message(Metadata.of(Keys.SHM_OFFSET, "0").with(Keys.SHM_LENGTH, "-1")), end),
                List.of(empty, message(Metadata.of(Keys.LOCATION, "file:///etc/passwd")), end));
        for (List<byte[]> pieces : answers) {
            assertThat(failure(peer -> {
                        peer.readStream();
                        for (byte[] piece : pieces) {
                            peer.send(piece);
                        }
                    }))
                    .returns(false, VgiException::isRemote)
                    .extracting(VgiException::code)
                    .isIn(Code.DATA_LOSS, Code.UNIMPLEMENTED, Code.PERMISSION_DENIED);
        }
    }

    /** The start of a batch of one column, whose body has 2^50 bytes. */
    private static byte[] hugeBatch() {
        var builder = new FlatBufferBuilder();
        RecordBatch.startNodesVector(builder, 1);
        FieldNode.createFieldNode(builder, 1, 0);
        int nodes = builder.endVector();
        RecordBatch.startBuffersVector(builder, 2);
        Buffer.createBuffer(builder, 0, 1L << 50);
        Buffer.createBuffer(builder, 0, 0);
        int buffers = builder.endVector();
        int record = RecordBatch.createRecordBatch(builder, 1, nodes, buffers, 0, 0);
        Message.startMessage(builder);
        Message.addHeaderType(builder, MessageHeader.RecordBatch);
        Message.addHeader(builder, record);
        Message.addVersion(builder, MetadataVersion.V5);
        Message.addBodyLength(builder, 1L << 50);
        builder.finish(Message.endMessage(builder));
        byte[] header = builder.sizedByteArray();
        int padded = (header.length + 7) & ~7;
        return ByteBuffer.allocate(8 + padded)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(-1)
                .putInt(padded)
                .put(header)
                .array();
    }

    /** A zero-row batch without columns, alone. */
    private static byte[] message(Metadata metadata) {
        try (Batch batch = Batch.withoutColumns(0).withMetadata(metadata)) {
            byte[] stream = Ipc.toBytes(batch);
            int schema = SchemaMessage.toBytes(NO_FIELDS).length;
            return Arrays.copyOfRange(stream, schema, stream.length - END_OF_STREAM);
        }
    }

    private static byte[] log() {
        return message(LogBatch.metadata(LogMessage.of(LogMessage.Level.INFO, "on and on"), "server", ""));
    }

    private VgiException failure(ScriptedPeer.Script script) throws Exception {
        try (ScriptedPeer peer = ScriptedPeer.start(script)) {
            return failure(peer.connector());
        }
    }

    private VgiException failure(Connector connector) {
        try (StreamTransport transport = transport(connector)) {
            return catchThrowableOfType(
                    VgiException.class, () -> transport.call(request()).close());
        }
    }

    private StreamTransport transport(Connector connector) {
        return new StreamTransport(
                connector, memory, Limits.RAW, Duration.ofSeconds(5), 2, Resolver.open(FetchConfig.DEFAULT));
    }

    private static Request request() {
        return new Request(
                "P",
                "m",
                Batch.withoutColumns(1),
                Metadata.EMPTY,
                Idempotency.UNKNOWN,
                CallOptions.DEFAULT.withSilence(Duration.ofMillis(500)));
    }

    /** A stream of one row. */
    private byte[] answer() {
        try (Batch batch = RecordCodec.of(Answer.class).encode(List.of(new Answer("text", 7)), memory.allocator())) {
            return Ipc.toBytes(batch);
        }
    }

    /** A row. */
    record Answer(String result, long number) {}
}
