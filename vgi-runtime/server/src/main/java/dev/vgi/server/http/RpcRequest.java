package dev.vgi.server.http;

import dev.vgi.arrow.ByteSource;
import dev.vgi.arrow.Metadata;
import dev.vgi.protocol.Caller;
import dev.vgi.protocol.Dispatcher;
import dev.vgi.protocol.Principal;
import dev.vgi.protocol.RequestScope;
import dev.vgi.protocol.TransportKind;
import dev.vgi.server.http.seal.Tokens;
import java.util.Map;

/**
 * A request whose route and sender are known.
 *
 * @param target the method
 * @param headers by lower-case name
 * @param responseLimit the most decoded bytes that the answer may have; {@link Long#MAX_VALUE} for no limit
 * @param body decoded and bounded
 * @param scope its life
 */
record RpcRequest(
        Dispatcher.Target target,
        Principal principal,
        Map<String, String> headers,
        String requestId,
        long responseLimit,
        ByteSource body,
        RequestScope scope) {
    String protocol() {
        return target.protocol().name();
    }

    String method() {
        return target.description().name();
    }

    Tokens.Binding binding() {
        return new Tokens.Binding(protocol(), method(), principal);
    }

    Caller caller(Metadata metadata, long limit) {
        return new Caller(
                TransportKind.HTTP, metadata, headers, requestId, Math.min(responseLimit, limit), principal, scope);
    }
}
