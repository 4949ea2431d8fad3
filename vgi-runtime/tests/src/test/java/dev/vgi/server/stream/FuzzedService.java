package dev.vgi.server.stream;

import dev.vgi.Limits;
import dev.vgi.VgiException;
import dev.vgi.arrow.Batch;
import dev.vgi.arrow.ByteSink;
import dev.vgi.arrow.ByteSource;
import dev.vgi.arrow.Memory;
import dev.vgi.arrow.Metadata;
import dev.vgi.arrow.Validation;
import dev.vgi.client.stream.StreamTransport;
import dev.vgi.external.Resolver;
import dev.vgi.protocol.CallOptions;
import dev.vgi.protocol.ClientTransport.Exchanging;
import dev.vgi.protocol.ClientTransport.HasHeader;
import dev.vgi.protocol.ClientTransport.Producing;
import dev.vgi.protocol.Dispatcher;
import dev.vgi.protocol.Idempotency;
import dev.vgi.protocol.Keys;
import dev.vgi.protocol.LogMessage;
import dev.vgi.protocol.Request;
import dev.vgi.server.Server;
import dev.vgi.server.inproc.InProcessConnector;
import dev.vgi.service.CallContext;
import dev.vgi.service.Exchange;
import dev.vgi.service.Producer;
import dev.vgi.service.ServiceInterface;
import dev.vgi.service.VgiProtocol;
import dev.vgi.transport.Channel;
import dev.vgi.transport.Connector;
import dev.vgi.types.SchemaText;
import dev.vgi.types.Values;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.types.pojo.Schema;

/** A worker with a method of each kind, and what is said on the line when a client of ours calls one. */
public final class FuzzedService implements AutoCloseable {
    public static final Schema NUMBERS = SchemaText.parse("n: bigint not null");

    private static final String PROTOCOL = "fuzz.Methods";

    private final Memory memory = Memory.create(0);
    private final Server server;

    public FuzzedService() {
        server = Server.builder()
                .host(Methods.class, new Implementation())
                .memory(memory)
                .build();
    }

    /** One method of each kind. */
    @VgiProtocol(name = PROTOCOL, version = "1.0.0")
    public interface Methods {
        record Point(long x, List<String> names) {}

        String greet(CallContext context, String name, Point at);

        void fail();

        Producer<Batch> count(long to);

        Producer.WithHeader<Point, Batch> headed(long to);

        Exchange<Batch, Batch> echo();
    }

    private static final class Implementation implements Methods {
        @Override
        public String greet(CallContext context, String name, Point at) {
            context.log(new LogMessage(LogMessage.Level.INFO, "greeting", Map.of("name", name)));
            return name + at;
        }

        @Override
        public void fail() {
            throw VgiException.invalidArgument("as asked");
        }

        @Override
        public Producer<Batch> count(long to) {
            return Producer.of(NUMBERS, 0L, (next, output) -> {
                if (next >= Math.min(to, 100)) {
                    output.finish();
                } else {
                    output.emit(number(next, output.allocator()));
                }
                return next + 1;
            });
        }

        @Override
        public Producer.WithHeader<Point, Batch> headed(long to) {
            return Producer.of(NUMBERS, 0L, (next, output) -> {
                        output.finish();
                        return next;
                    })
                    .withHeader(new Point(to, List.of("a", "b")));
        }

        @Override
        public Exchange<Batch, Batch> echo() {
            return Exchange.of(NUMBERS, NUMBERS, (input, output) -> output.emit(input));
        }
    }

    /** What both sides said. */
    @SuppressWarnings("ArrayRecordComponent")
    public record Line(byte[] requests, byte[] answers) {
        public static byte[] behind(int first, byte[] bytes) {
            byte[] input = new byte[1 + bytes.length];
            input[0] = (byte) first;
            System.arraycopy(bytes, 0, input, 1, bytes.length);
            return input;
        }
    }

    Dispatcher dispatcher() {
        return server.dispatcher();
    }

    long allocatedBytes() {
        return memory.allocatedBytes();
    }

    public Line call(String method, Object... arguments) {
        return recorded(
                request(method, arguments),
                (transport, request) -> transport.call(request).close());
    }

    public Line read(String method, HasHeader header, Object... arguments) {
        return recorded(request(method, arguments), (transport, request) -> {
            try (Producing stream = transport.produce(request, header)) {
                boolean more = true;
                while (more) {
                    try (Batch batch = stream.next()) {
                        more = batch != null;
                    }
                }
            }
        });
    }

    public Line exchange(String method) {
        return recorded(request(method), (transport, request) -> {
            try (Exchanging stream = transport.exchange(request, HasHeader.NO, NUMBERS);
                    Batch input = number(7, memory.allocator())) {
                stream.exchange(input).close();
                stream.exchange(input).close();
            }
        });
    }

    public static Batch number(long n, BufferAllocator allocator) {
        return Values.encode(NUMBERS, Map.of("n", n), allocator);
    }

    private Request request(String method, Object... arguments) {
        Batch parameters = ServiceInterface.of(Methods.class).methods().stream()
                .filter(each -> each.name().equals(method))
                .findFirst()
                .orElseThrow()
                .parameters()
                .encode(arguments, memory.allocator());
        return new Request(
                PROTOCOL,
                method,
                parameters,
                Metadata.of(Keys.PROTOCOL_VERSION, "1.0.0"),
                Idempotency.UNKNOWN,
                CallOptions.DEFAULT);
    }

    private Line recorded(Request request, Conversation conversation) {
        var recorder = new Recorder(new InProcessConnector(dispatcher(), dev.vgi.external.External.none()));
        try (Batch parameters = request.parameters();
                var transport = new StreamTransport(
                        recorder, memory, Limits.RAW, Duration.ofSeconds(5), 1, Resolver.refusing())) {
            conversation.hold(transport, request);
        } catch (VgiException e) {
            // An error is an answer too.
        }
        return new Line(recorder.requests.toByteArray(), recorder.answers.toByteArray());
    }

    @Override
    public void close() {
        server.close();
        memory.close();
    }

    private interface Conversation {
        void hold(StreamTransport transport, Request request);
    }

    /** Listens in on the one connection that it opens. */
    private static final class Recorder implements Connector {
        private final InProcessConnector worker;
        private final ByteArrayOutputStream requests = new ByteArrayOutputStream();
        private final ByteArrayOutputStream answers = new ByteArrayOutputStream();

        private Recorder(InProcessConnector worker) {
            this.worker = worker;
        }

        @Override
        public String address() {
            return worker.address();
        }

        @Override
        public Validation validation() {
            return worker.validation();
        }

        @Override
        public Channel connect(Duration limit) {
            Channel channel = worker.connect(limit);
            ByteSource source = channel.source();
            ByteSink sink = channel.sink();
            return new Channel() {
                @Override
                public ByteSource source() {
                    return target -> {
                        int start = target.position();
                        int length = source.read(target);
                        for (int i = 0; i < length; i++) {
                            answers.write(target.get(start + i));
                        }
                        return length;
                    };
                }

                @Override
                public ByteSink sink() {
                    return (buffers, count) -> {
                        for (int i = 0; i < count; i++) {
                            for (int at = buffers[i].position(); at < buffers[i].limit(); at++) {
                                requests.write(buffers[i].get(at));
                            }
                        }
                        sink.write(buffers, count);
                    };
                }

                @Override
                public boolean hasEnded() {
                    return channel.hasEnded();
                }

                @Override
                public void close() {
                    channel.close();
                }
            };
        }

        @Override
        public void close() {
            worker.close();
        }
    }
}
