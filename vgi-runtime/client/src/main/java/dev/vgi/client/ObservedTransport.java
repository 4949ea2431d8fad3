package dev.vgi.client;

import dev.vgi.arrow.Batch;
import dev.vgi.arrow.Metadata;
import dev.vgi.protocol.ClientTransport;
import dev.vgi.protocol.ExternalFetchStats;
import dev.vgi.protocol.MethodKind;
import dev.vgi.protocol.Position;
import dev.vgi.protocol.Request;
import dev.vgi.protocol.SessionTransport;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** Asks interceptors before each call of another transport, and tells their observers how it goes. */
class ObservedTransport implements ClientTransport {
    private final ClientTransport transport;
    private final List<ClientInterceptor> interceptors;

    /** Takes ownership of the transport. */
    ObservedTransport(ClientTransport transport, List<ClientInterceptor> interceptors) {
        this.transport = transport;
        this.interceptors = List.copyOf(interceptors);
    }

    @Override
    public String address() {
        return transport.address();
    }

    @Override
    public Batch call(Request request) {
        var call = new ClientCall(address(), request, MethodKind.UNARY);
        Observation observation = Observation.begin(interceptors, call);
        Batch answer = observation.opening(() -> {
            observation.input(request.parameters());
            return transport.call(call.intercepted());
        });
        observation.output(answer);
        observation.ended(false);
        return answer;
    }

    @Override
    public Producing produce(Request request, HasHeader header) {
        return producing(request, intercepted -> transport.produce(intercepted, header));
    }

    @Override
    public Producing resume(Request request, Position position) {
        return producing(request, intercepted -> transport.resume(intercepted, position));
    }

    private Producing producing(Request request, Function<Request, Producing> open) {
        var call = new ClientCall(address(), request, MethodKind.PRODUCER);
        Observation observation = Observation.begin(interceptors, call);
        return observation.opening(() -> {
            observation.input(request.parameters());
            return new ObservedProducing(open.apply(call.intercepted()), observation);
        });
    }

    @Override
    public Exchanging exchange(Request request, HasHeader header, @Nullable Schema input) {
        var call = new ClientCall(address(), request, MethodKind.EXCHANGE);
        Observation observation = Observation.begin(interceptors, call);
        return observation.opening(() -> {
            observation.input(request.parameters());
            return new ObservedExchanging(transport.exchange(call.intercepted(), header, input), observation);
        });
    }

    @Override
    public SessionTransport session(@Nullable String token) {
        return new ObservedSession(transport.session(token), interceptors);
    }

    @Override
    public void close() {
        transport.close();
    }

    private static final class ObservedSession extends ObservedTransport implements SessionTransport {
        private final SessionTransport session;

        private ObservedSession(SessionTransport session, List<ClientInterceptor> interceptors) {
            super(session, interceptors);
            this.session = session;
        }

        @Override
        public @Nullable String token() {
            return session.token();
        }

        @Override
        public Map<String, String> echoHeaders() {
            return session.echoHeaders();
        }

        @Override
        public void detach() {
            session.detach();
        }
    }

    private static final class ObservedProducing implements Producing {
        private final Producing stream;
        private final Observation observation;
        private boolean finished;

        private ObservedProducing(Producing stream, Observation observation) {
            this.stream = stream;
            this.observation = observation;
        }

        @Override
        public @Nullable Batch header() {
            return stream.header();
        }

        @Override
        public Schema schema() {
            return stream.schema();
        }

        @Override
        public @Nullable Batch next() {
            return next(Metadata.EMPTY);
        }

        @Override
        public @Nullable Batch next(Metadata tick) {
            if (finished) {
                return stream.next(tick);
            }
            Batch batch = observation.turn(tick, () -> stream.next(tick));
            finished = batch == null;
            return batch;
        }

        @Override
        public @Nullable Position position() {
            return stream.position();
        }

        @Override
        public ExternalFetchStats externalized() {
            return stream.externalized();
        }

        @Override
        public void close() {
            try {
                stream.close();
            } finally {
                observation.ended(!finished);
            }
        }
    }

    private static final class ObservedExchanging implements Exchanging {
        private final Exchanging stream;
        private final Observation observation;

        private ObservedExchanging(Exchanging stream, Observation observation) {
            this.stream = stream;
            this.observation = observation;
        }

        @Override
        public @Nullable Batch header() {
            return stream.header();
        }

        @Override
        public @Nullable Schema schema() {
            return stream.schema();
        }

        @Override
        public Batch exchange(Batch input) {
            observation.input(input);
            return Objects.requireNonNull(observation.turn(input.metadata(), () -> stream.exchange(input)));
        }

        @Override
        public ExternalFetchStats externalized() {
            return stream.externalized();
        }

        @Override
        public void close() {
            try {
                stream.close();
            } finally {
                observation.ended(false);
            }
        }

        @Override
        public void cancel() {
            try {
                stream.cancel();
            } finally {
                observation.ended(true);
            }
        }
    }
}
