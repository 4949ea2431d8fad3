package dev.vgi.client.http;

import dev.vgi.arrow.Batch;
import dev.vgi.protocol.Position;
import dev.vgi.protocol.Request;
import dev.vgi.protocol.SessionTransport;
import java.util.Map;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** Carries calls over HTTP that share a sticky session. */
final class HttpSession implements SessionTransport {
    private final HttpTransport transport;
    private final SessionState state;

    /** @param transport of which all requests carry the session's state */
    HttpSession(HttpTransport transport, SessionState state) {
        this.transport = transport;
        this.state = state;
    }

    @Override
    public String address() {
        return transport.address();
    }

    @Override
    public Batch call(Request request) {
        return transport.call(request);
    }

    @Override
    public Producing produce(Request request, HasHeader header) {
        return transport.produce(request, header);
    }

    @Override
    public Producing resume(Request request, Position position) {
        return transport.resume(request, position);
    }

    @Override
    public Exchanging exchange(Request request, HasHeader header, @Nullable Schema input) {
        return transport.exchange(request, header, input);
    }

    @Override
    public @Nullable String token() {
        return state.token();
    }

    @Override
    public Map<String, String> echoHeaders() {
        return state.echoHeaders();
    }

    @Override
    public void detach() {
        state.forget();
    }

    @Override
    public void close() {
        transport.endSession(state);
        state.forget();
    }
}
