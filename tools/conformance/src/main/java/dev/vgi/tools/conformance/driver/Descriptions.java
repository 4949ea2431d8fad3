package dev.vgi.tools.conformance.driver;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vgi.Code;
import dev.vgi.VgiException;
import dev.vgi.client.Client;
import dev.vgi.protocol.Keys;
import dev.vgi.protocol.MethodDescription;
import dev.vgi.protocol.ProtocolSummary;
import dev.vgi.protocol.ServiceDescription;

/** What the client has found out about a worker, as the suite reads it. */
final class Descriptions {
    /** The version of the form; it will not change any more. */
    private static final String VERSION = "5";

    private Descriptions() {}

    static ObjectNode of(Client client) {
        ProtocolSummary first = client.protocols().application().stream()
                .findFirst()
                .orElseThrow(() -> VgiException.of(Code.NOT_FOUND, "the worker hosts no protocol of an application"));
        ServiceDescription service = client.describe(first.name());
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("protocol_name", first.name())
                .put("request_version", Keys.VERSION)
                .put("describe_version", VERSION)
                .put("protocol_hash", service.summary().hash())
                .put("server_id", client.protocols().serverId())
                .put("protocol_version", service.summary().version());
        var methods = json.putArray("methods");
        service.methods().forEach(method -> methods.add(of(method)));
        return json;
    }

    private static ObjectNode of(MethodDescription method) {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("name", method.name())
                .put("method_type", method.kind().isStream() ? "stream" : "unary")
                .put("has_return", method.result() != null)
                .put("has_header", method.header() != null)
                .put("params_schema_b64", Payload.of(method.parameters()))
                .put("result_schema_b64", Payload.of(method.result()))
                .put("header_schema_b64", Payload.of(method.header()));
        switch (method.kind()) {
            case PRODUCER -> json.put("is_exchange", false);
            case EXCHANGE -> json.put("is_exchange", true);
            case UNARY, STREAM -> json.putNull("is_exchange");
        }
        return json;
    }
}
