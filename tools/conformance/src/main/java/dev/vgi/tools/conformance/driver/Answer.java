package dev.vgi.tools.conformance.driver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vgi.ErrorDetail;
import dev.vgi.VgiException;
import dev.vgi.protocol.LogMessage;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The answer to an operation that was carried out, with the log lines that came meanwhile. */
final class Answer {
    private static final ObjectMapper VALUES = new ObjectMapper();

    private final ObjectNode json = JsonNodeFactory.instance.objectNode().put("ok", true);

    Answer(List<LogMessage> logs) {
        var lines = json.putArray("logs");
        for (LogMessage log : logs) {
            ObjectNode line = lines.addObject().put("level", log.level().name()).put("message", log.message());
            log.extra().forEach(line.putObject("extra")::put);
        }
    }

    Answer with(String name, @Nullable String value) {
        json.put(name, value);
        return this;
    }

    Answer with(String name, boolean value) {
        json.put(name, value);
        return this;
    }

    Answer with(String name, Map<String, String> value) {
        value.forEach(json.putObject(name)::put);
        return this;
    }

    Answer with(String name, JsonNode value) {
        json.set(name, value);
        return this;
    }

    /** As the client has decoded it: the worker's own names and values, and empty for what it did not send. */
    Answer error(VgiException error) {
        ObjectNode object = json.putObject("error")
                .put("error_type", error.isRemote() ? error.remoteType() : "VgiException")
                .put("error_message", error.isRemote() ? error.remoteMessage() : error.getMessage())
                .put("traceback", error.remoteTraceback())
                .put("error_code", error.isCoded() ? error.code().name() : "")
                .put("error_kind", error.kind());
        var details = object.putArray("error_details");
        for (ErrorDetail detail : error.details()) {
            ObjectNode one = details.addObject().put("@type", detail.type());
            detail.fields().forEach((name, value) -> one.set(name, VALUES.valueToTree(value)));
        }
        return this;
    }

    ObjectNode json() {
        return json;
    }
}
