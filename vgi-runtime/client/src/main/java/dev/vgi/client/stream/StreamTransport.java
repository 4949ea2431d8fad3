package dev.vgi.client.stream;

import dev.vgi.Code;
import dev.vgi.Limits;
import dev.vgi.VgiException;
import dev.vgi.arrow.Batch;
import dev.vgi.arrow.IpcWriter;
import dev.vgi.arrow.Memory;
import dev.vgi.arrow.MemoryScope;
import dev.vgi.arrow.Metadata;
import dev.vgi.external.ResolvedProducerStream;
import dev.vgi.external.Resolver;
import dev.vgi.protocol.ClientTransport;
import dev.vgi.protocol.Position;
import dev.vgi.protocol.Request;
import dev.vgi.transport.Connector;
import java.io.IOException;
import java.time.Duration;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Reaches a worker over byte streams: each call has a connection of its own for as long as it lasts, and connections
 * are kept for the next. Thread-safe.
 */
public final class StreamTransport implements ClientTransport {
    /** How many connections are open at once unless said otherwise. */
    public static final int MAX_CONNECTIONS = 32;

    private final Connector connector;
    private final Memory memory;
    private final ConnectionPool pool;
    private final Resolver resolver;

    /**
     * @param memory what batches are read into; it stays the caller's
     * @param connectTimeout how long connecting may take; zero for no limit
     * @param maxConnections how many calls and streams may be under way at once; the next wait
     * @param resolver fetches what pointers stand for; closed with the transport
     */
    public StreamTransport(
            Connector connector,
            Memory memory,
            Limits limits,
            Duration connectTimeout,
            int maxConnections,
            Resolver resolver) {
        if (maxConnections < 1) {
            throw VgiException.invalidArgument("maxConnections is " + maxConnections + ", expected at least 1");
        }
        this.connector = connector;
        this.memory = memory;
        this.resolver = resolver;
        this.pool = new ConnectionPool(connector, limits, connectTimeout, maxConnections);
    }

    @Override
    public String address() {
        return connector.address();
    }

    @Override
    public Batch call(Request request) {
        Call call = begin(request);
        try {
            return call.guard(() -> {
                send(call, request);
                call.flush();
                try (CallResponses answers = call.answers()) {
                    return call.resolve(result(call, answers));
                }
            });
        } finally {
            call.end();
        }
    }

    private static Batch result(Call call, CallResponses answers) throws IOException {
        try {
            Batch result = answers.only("answer");
            call.done();
            return result;
        } catch (VgiException e) {
            if (e.isRemote() || e.code() == Code.RESOURCE_EXHAUSTED) {
                call.windUp(() -> {
                    answers.drain();
                    call.done();
                });
            }
            throw e;
        }
    }

    @Override
    public Producing produce(Request request, HasHeader header) {
        return ResolvedProducerStream.open(resolver, memory, request, logged -> {
            Call call = begin(logged);
            return call.opening(() -> {
                send(call, logged);
                return new FramedProducerStream(call, header);
            });
        });
    }

    @Override
    public Producing resume(Request request, Position position) {
        throw VgiException.of(
                Code.UNIMPLEMENTED,
                "a stream over " + address() + " has no positions to resume from: only HTTP workers give them");
    }

    @Override
    public Exchanging exchange(Request request, HasHeader header, @Nullable Schema input) {
        Call call = begin(request);
        return call.opening(() -> {
            send(call, request);
            return new FramedExchangeStream(call, header, input);
        });
    }

    private Call begin(Request request) {
        StreamConnection connection = pool.borrow(request.options().silence());
        connection.limitSilence(request.options().silence());
        MemoryScope scope = memory.scope(
                request.protocol() + "/" + request.method(), request.options().allocatorBytes());
        return new Call(pool, connection, scope, connector.validation(), request.options(), resolver);
    }

    private void send(Call call, Request request) throws IOException {
        call.shareMemory(connector.sharedMemoryBytes());
        Metadata metadata = request.batchMetadata().with(call.announcement());
        try (IpcWriter writer = call.writer(request.parameters().schema())) {
            call.write(writer, request.parameters(), metadata);
            writer.end();
        }
    }

    @Override
    public void close() {
        pool.close();
        resolver.close();
    }
}
