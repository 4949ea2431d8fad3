package dev.vgi.server;

import dev.vgi.arrow.Batch;
import dev.vgi.arrow.Memory;
import dev.vgi.arrow.Metadata;
import dev.vgi.protocol.Caller;
import dev.vgi.protocol.Dispatcher;
import dev.vgi.protocol.Keys;
import dev.vgi.protocol.LogMessage;
import dev.vgi.protocol.RequestScope;
import dev.vgi.protocol.TransportKind;
import dev.vgi.service.ServiceInterface;
import dev.vgi.service.ServiceMethod;
import dev.vgi.types.Values;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;

/** Plays the transport: makes requests of a server's dispatcher. Closing it finds what was not released. */
final class Calls implements AutoCloseable {
    private final Memory memory = Memory.create(0);
    private final BufferAllocator allocator = memory.allocator().newChildAllocator("requests", 0, Long.MAX_VALUE);
    private final Server server;
    private final TransportKind transport;
    final SampleService service = new SampleService();
    final List<LogMessage> logs = new ArrayList<>();

    Calls(TransportKind transport) {
        this.transport = transport;
        this.server = Server.builder()
                .host(Sample.class, service)
                .memory(memory)
                .serverVersion("7")
                .build();
    }

    Dispatcher dispatcher() {
        return server.dispatcher();
    }

    BufferAllocator allocator() {
        return allocator;
    }

    Dispatcher.Target target(String method) {
        return dispatcher().target("test.Sample", method);
    }

    /** A request with this metadata besides what the protocol wants. */
    Batch request(String method, Metadata metadata, Object... arguments) {
        ServiceMethod bound = ServiceInterface.of(Sample.class).methods().stream()
                .filter(each -> each.name().equals(method))
                .findFirst()
                .orElseThrow();
        return bound.parameters()
                .encode(arguments, allocator)
                .withMetadata(Metadata.of(Map.of(
                                Keys.METHOD,
                                method,
                                Keys.PROTOCOL,
                                "test.Sample",
                                Keys.REQUEST_VERSION,
                                "1",
                                Keys.PROTOCOL_VERSION,
                                "1.4.0"))
                        .with(metadata));
    }

    Caller caller(Metadata metadata) {
        return new Caller(
                transport,
                metadata,
                Map.of("x-test", "1"),
                "0123456789abcdef",
                Long.MAX_VALUE,
                new RequestScope("", true));
    }

    /** Calls a unary method and gives its result as plain values; null for nothing. */
    Object call(String method, Object... arguments) {
        return call(method, Metadata.EMPTY, arguments);
    }

    Object call(String method, Metadata metadata, Object... arguments) {
        Dispatcher.Target target = target(method);
        try (Batch request = request(method, metadata, arguments)) {
            target.check(request);
            try (Batch result = target.call(request, caller(request.metadata()), logs::add)) {
                return result.rowCount() == 0 ? null : Values.row(result, 0).get("result");
            }
        }
    }

    Dispatcher.OpenStream open(String method, Object... arguments) {
        return open(method, Metadata.EMPTY, arguments);
    }

    Dispatcher.OpenStream open(String method, Metadata metadata, Object... arguments) {
        Dispatcher.Target target = target(method);
        try (Batch request = request(method, metadata, arguments)) {
            target.check(request);
            return target.open(request, caller(request.metadata()), logs::add);
        }
    }

    /** Runs a producer's turn. */
    Answer tick(Dispatcher.Turns turns) {
        return turn(turns, null, Metadata.EMPTY);
    }

    Answer turn(Dispatcher.Turns turns, Batch input, Metadata tick) {
        Dispatcher.Turn turn = turns.next(input, tick, caller(tick), logs::add);
        try (Batch data = turn.data()) {
            return new Answer(
                    data == null ? null : rows(data), data == null ? Metadata.EMPTY : data.metadata(), turn.finished());
        }
    }

    static List<Map<String, Object>> rows(Batch batch) {
        var rows = new ArrayList<Map<String, Object>>();
        for (int i = 0; i < batch.rowCount(); i++) {
            rows.add(Values.row(batch, i));
        }
        return rows;
    }

    @Override
    public void close() {
        server.close();
        allocator.close();
        memory.close();
    }

    /** What came of a turn; rows is null where it had no batch. */
    record Answer(List<Map<String, Object>> rows, Metadata metadata, boolean finished) {}
}
