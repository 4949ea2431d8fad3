package dev.vgi.server.http;

import dev.vgi.Code;
import dev.vgi.VgiException;
import dev.vgi.arrow.Batch;
import dev.vgi.arrow.Memory;
import dev.vgi.arrow.Metadata;
import dev.vgi.protocol.Caller;
import dev.vgi.protocol.Dispatcher;
import dev.vgi.protocol.Idempotency;
import dev.vgi.protocol.LogMessage;
import dev.vgi.protocol.LogSink;
import dev.vgi.protocol.MethodDescription;
import dev.vgi.protocol.MethodKind;
import dev.vgi.protocol.ProtocolSummary;
import dev.vgi.protocol.TransportKind;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/** A small service: an echo, counters and a doubler, with ways to fail. */
final class TestDispatcher implements Dispatcher, AutoCloseable {
    static final String PROTOCOL = "test.Service";

    private static final Schema NONE = new Schema(List.of());
    private static final Schema COUNT = Rows.schema(Rows.column("count", Rows.INT64));
    private static final Schema VALUE = Rows.schema(Rows.column("value", Rows.FLOAT64));
    private static final Field RESULT = Rows.column("result", ArrowType.Binary.INSTANCE);

    final Memory memory = Memory.create();
    final AtomicInteger opened = new AtomicInteger();
    final AtomicInteger reopened = new AtomicInteger();
    final AtomicInteger closed = new AtomicInteger();
    final AtomicInteger cancelled = new AtomicInteger();
    final AtomicInteger turns = new AtomicInteger();
    final List<Caller> callers = Collections.synchronizedList(new ArrayList<>());
    private final Map<String, MethodDescription> methods = new TreeMap<>();

    TestDispatcher() {
        Schema data = Rows.schema(Rows.column("data", ArrowType.Binary.INSTANCE));
        method("echo", MethodKind.UNARY, data, new Schema(List.of(RESULT)), null);
        method("fail", MethodKind.UNARY, NONE, null, null);
        method("nothing", MethodKind.UNARY, NONE, null, null);
        method("count", MethodKind.PRODUCER, COUNT, null, null);
        method("count_with_header", MethodKind.PRODUCER, COUNT, null, COUNT);
        method("fail_to_open", MethodKind.PRODUCER, COUNT, null, null);
        method("fail_at", MethodKind.PRODUCER, COUNT, null, null);
        method("blocks", MethodKind.PRODUCER, COUNT, null, null);
        method("double", MethodKind.EXCHANGE, COUNT, null, null);
    }

    private void method(String name, MethodKind kind, Schema parameters, Schema result, Schema header) {
        methods.put(name, new MethodDescription(name, kind, parameters, result, header, Idempotency.UNKNOWN, null));
    }

    @Override
    public String serverId() {
        return "0123456789ab";
    }

    @Override
    public String primaryProtocol() {
        return PROTOCOL;
    }

    @Override
    public boolean sendsTracebacks() {
        return true;
    }

    @Override
    public Memory memory() {
        return memory;
    }

    @Override
    public void serving(TransportKind transport) {}

    @Override
    public Target target(String protocol, String method) {
        if (!PROTOCOL.equals(protocol)) {
            throw error("protocol_not_supported", "no such protocol");
        }
        MethodDescription description = methods.get(method);
        if (description == null) {
            throw error("method_not_implemented", "no such method");
        }
        return new TestTarget(description);
    }

    private static VgiException error(String kind, String message) {
        return VgiException.builder(Code.UNIMPLEMENTED, message).kind(kind).build();
    }

    /** Finds leaks. */
    @Override
    public void close() {
        memory.close();
    }

    private final class TestTarget implements Target {
        private final MethodDescription description;

        private TestTarget(MethodDescription description) {
            this.description = description;
        }

        @Override
        public ProtocolSummary protocol() {
            return new ProtocolSummary(PROTOCOL, "", "0".repeat(64), null);
        }

        @Override
        public MethodDescription description() {
            return description;
        }

        @Override
        public void check(Batch request) {
            if (!request.schema().getFields().equals(description.parameters().getFields())) {
                throw VgiException.invalidArgument("the parameters are not " + description.parameters());
            }
        }

        @Override
        public Batch call(Batch request, Caller caller, LogSink logs) {
            callers.add(caller);
            logs.log(LogMessage.of(LogMessage.Level.INFO, "called"));
            return switch (description.name()) {
                case "echo" -> Rows.column(memory.allocator(), "result", Rows.values(request, "data"));
                case "nothing" -> Batch.withoutColumns(0);
                default -> throw new IllegalStateException("as asked");
            };
        }

        @Override
        public OpenStream open(Batch request, Caller caller, LogSink logs) {
            callers.add(caller);
            if (description.name().equals("fail_to_open")) {
                throw new IllegalStateException("as asked");
            }
            opened.incrementAndGet();
            logs.log(LogMessage.of(LogMessage.Level.INFO, "opened"));
            return new TestStream(
                    description, (Long) Rows.values(request, "count").get(0), true);
        }

        @Override
        public OpenStream reopen(byte[] callState, Caller caller) {
            reopened.incrementAndGet();
            return new TestStream(description, ByteBuffer.wrap(callState).getLong(), false);
        }
    }

    private final class TestStream implements OpenStream {
        private final MethodDescription description;
        private final long count;
        private final boolean withHeader;

        private TestStream(MethodDescription description, long count, boolean withHeader) {
            this.description = description;
            this.count = count;
            this.withHeader = withHeader;
        }

        @Override
        public Schema input() {
            return description.kind() == MethodKind.EXCHANGE ? VALUE : NONE;
        }

        @Override
        public Schema output() {
            return switch (description.name()) {
                case "double" -> VALUE;
                case "blocks" -> Rows.schema(Rows.column("block", ArrowType.Binary.INSTANCE));
                default -> Rows.schema(Rows.column("index", Rows.INT64));
            };
        }

        @Override
        public Batch takeHeader() {
            return description.header() != null && withHeader
                    ? Rows.parameters(memory.allocator(), "count", count)
                    : null;
        }

        @Override
        public byte[] callState() {
            return ByteBuffer.allocate(8).putLong(count).array();
        }

        @Override
        public Turns start() {
            return new TestTurns(0);
        }

        @Override
        public Turns at(byte[] state) {
            return new TestTurns(ByteBuffer.wrap(state).getLong());
        }

        @Override
        public void close() {
            closed.incrementAndGet();
        }

        private final class TestTurns implements Turns {
            private long next;

            private TestTurns(long next) {
                this.next = next;
            }

            @Override
            public Turn next(Batch input, Metadata tick, Caller caller, LogSink logs) {
                callers.add(caller);
                turns.incrementAndGet();
                if (input != null) {
                    return doubled(input);
                }
                if (next == count) {
                    if (description.name().equals("fail_at")) {
                        throw VgiException.of(Code.OUT_OF_RANGE, "no further");
                    }
                    return new Turn(null, true);
                }
                logs.log(LogMessage.of(LogMessage.Level.DEBUG, "turn " + next));
                long index = next++;
                if (description.name().equals("blocks")) {
                    return new Turn(Rows.column(memory.allocator(), "block", List.of(new byte[1 << 20])), false);
                }
                Batch batch = Rows.column(memory.allocator(), "index", List.of(index));
                return new Turn(tick.isEmpty() ? batch : batch.withMetadata(tick), false);
            }

            private Turn doubled(Batch input) {
                try (input) {
                    var values = new ArrayList<Double>();
                    Rows.values(input, "value").forEach(value -> values.add(2 * (Double) value));
                    next++;
                    if (next == count) {
                        throw VgiException.of(Code.OUT_OF_RANGE, "no further");
                    }
                    Batch output = values.isEmpty()
                            ? Batch.empty(VALUE, memory.allocator())
                            : Rows.column(memory.allocator(), "value", values);
                    return new Turn(output.withMetadata(Metadata.of("turn", Long.toString(next))), false);
                }
            }

            @Override
            public byte[] state() {
                return ByteBuffer.allocate(8).putLong(next).array();
            }

            @Override
            public void cancel(Caller caller) {
                cancelled.incrementAndGet();
            }

            @Override
            public void close() {}
        }
    }
}
