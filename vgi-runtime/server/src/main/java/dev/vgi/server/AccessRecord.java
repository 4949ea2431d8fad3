package dev.vgi.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vgi.Redaction;
import dev.vgi.VgiException;
import dev.vgi.protocol.CallOutcome;
import dev.vgi.protocol.CallStatistics;
import dev.vgi.protocol.Caller;
import dev.vgi.protocol.ErrorBatch;
import dev.vgi.protocol.StickySession;
import dev.vgi.protocol.WireStats;
import dev.vgi.types.SchemaText;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.apache.arrow.vector.types.pojo.Field;

/** A line of the access log. */
final class AccessRecord {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private AccessRecord() {}

    static String line(ServerCall call, CallOutcome outcome) {
        ObjectNode record = JSON.createObjectNode();
        boolean ok = outcome.isOk();
        record.put("timestamp", TIME.format(Instant.now()))
                .put("level", "INFO")
                .put("logger", AccessLog.LOGGER)
                .put("message", call.protocol().name() + "." + call.method().name() + (ok ? " ok" : " error"));
        addCall(record, call);
        record.put("duration_ms", Math.round(outcome.duration().toNanos() / 10_000.0) / 100.0)
                .put("status", ok ? "ok" : "error");
        addError(record, outcome);
        addStatistics(record, outcome.statistics());
        addDelivery(record, outcome.delivery());
        long externalized = call.caller().scope().externalizedBytes();
        if (externalized > 0) {
            record.put("externalized_bytes", externalized);
        }
        addSession(record, call.caller().scope().session());
        try {
            return JSON.writeValueAsString(record);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an access record is made of text and numbers", e);
        }
    }

    private static void addCall(ObjectNode record, ServerCall call) {
        Caller caller = call.caller();
        boolean stream = call.step() != ServerCall.Step.UNARY;
        record.put("server_id", call.serverId())
                .put("protocol", call.protocol().name())
                .put("protocol_hash", call.protocol().hash())
                .put("method", call.method().name())
                .put("method_type", stream ? "stream" : "unary")
                .put("principal", caller.principal().name())
                .put("auth_domain", caller.principal().domain())
                .put("authenticated", caller.principal().isAuthenticated())
                .put("remote_addr", caller.scope().remoteAddress())
                .put("request_id", caller.requestId());
        if (!call.serverVersion().isEmpty()) {
            record.put("server_version", call.serverVersion());
        }
        if (!caller.principal().claims().isEmpty()) {
            record.set(
                    "claims",
                    JSON.valueToTree(Redaction.claims(caller.principal().claims())));
        }
        TraceContext.of(caller)
                .ifPresent(trace -> record.put("trace_id", trace.traceId()).put("span_id", trace.spanId()));
        if (stream) {
            record.put("stream_id", call.streamId());
        }
        if (call.rows() >= 0) {
            var fields = record.putArray("request_fields");
            for (Field field : call.method().parameters().getFields()) {
                fields.addObject().put("name", field.getName()).put("type", SchemaText.typeOf(field));
            }
            record.put("request_rows", call.rows());
        }
    }

    private static void addSession(ObjectNode record, StickySession session) {
        if (session.action() != StickySession.Action.UNSUPPORTED) {
            record.put("session_action", session.action().name().toLowerCase(Locale.ROOT));
        }
        if (!session.id().isEmpty()) {
            record.put("session_id", session.id());
        }
    }

    private static void addError(ObjectNode record, CallOutcome outcome) {
        VgiException error = outcome.error();
        if (error != null) {
            String message =
                    Redaction.text(error.isRemote() ? error.remoteMessage() : String.valueOf(error.getMessage()));
            record.put("error_type", ErrorBatch.typeOf(error))
                    .put("error_message", message.isBlank() ? ErrorBatch.typeOf(error) : message)
                    .put("error_code", error.code().name());
        } else if (outcome.cancelled()) {
            record.put("error_type", "Cancelled")
                    .put("error_message", "the caller gave the stream up")
                    .put("error_code", "CANCELLED");
        } else {
            record.put("error_type", "");
        }
        if (outcome.cancelled()) {
            record.put("cancelled", true);
        }
    }

    private static void addStatistics(ObjectNode record, CallStatistics statistics) {
        record.put("input_batches", statistics.inputBatches())
                .put("input_rows", statistics.inputRows())
                .put("input_bytes", statistics.inputBytes())
                .put("output_batches", statistics.outputBatches())
                .put("output_rows", statistics.outputRows())
                .put("output_bytes", statistics.outputBytes());
    }

    private static void addDelivery(ObjectNode record, WireStats delivery) {
        delivery.httpStatus().ifPresent(value -> record.put("http_status", value));
        delivery.requestBytes().ifPresent(value -> record.put("request_bytes", value));
        delivery.responseBytes().ifPresent(value -> record.put("response_bytes", value));
        delivery.requestStateBytes().ifPresent(value -> record.put("request_state_bytes", value));
        delivery.responseStateBytes().ifPresent(value -> record.put("response_state_bytes", value));
    }
}
