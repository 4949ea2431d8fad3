package dev.vgi.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vgi.Code;
import dev.vgi.ErrorDetail;
import dev.vgi.VgiException;
import dev.vgi.arrow.Metadata;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An error as the metadata of a zero-row EXCEPTION batch (specification, section 8), both ways. */
public final class ErrorBatch {
    private static final int DETAILS_LIMIT = 4096;
    private static final int TRACE_LIMIT = 16_000;
    private static final int FRAMES = 5;
    private static final Set<String> CATALOG = Set.of(
            "vgi_rpc.ErrorInfo",
            "vgi_rpc.RetryInfo",
            "vgi_rpc.BadRequest",
            "vgi_rpc.PreconditionFailure",
            "vgi_rpc.QuotaFailure",
            "vgi_rpc.ResourceInfo",
            "vgi_rpc.Help",
            "vgi_rpc.LocalizedMessage");

    private ErrorBatch() {}

    /**
     * What a server sends of an error.
     *
     * @param tracebacks whether the stack trace goes with it
     * @param requestId the call's correlation id, or empty
     */
    public static Metadata metadata(Throwable error, boolean tracebacks, String serverId, String requestId) {
        VgiException classified = error instanceof VgiException known ? known : null;
        String type = typeOf(error);
        String message = messageOf(error);
        var extra = Json.MAPPER.createObjectNode();
        extra.put("exception_type", type);
        extra.put("exception_message", message);
        var values = new LinkedHashMap<String, String>();
        values.put(Keys.LOG_LEVEL, "EXCEPTION");
        values.put(Keys.LOG_MESSAGE, type + ": " + message);
        String code = (classified == null ? Code.UNKNOWN : classified.code()).name();
        values.put(Keys.ERROR_CODE, code);
        extra.put("error_code", code);
        if (classified != null && !classified.kind().isEmpty()) {
            values.put(Keys.ERROR_KIND, classified.kind());
            extra.put("error_kind", classified.kind());
        }
        String details = classified == null ? null : details(classified.details());
        if (details != null) {
            values.put(Keys.ERROR_DETAILS, details);
            extra.set("error_details", Objects.requireNonNull(Json.read(details)));
        }
        if (tracebacks) {
            addTrace(extra, raised(error));
        }
        values.put(Keys.LOG_EXTRA, Json.write(extra));
        values.put(Keys.SERVER_ID, serverId);
        if (!requestId.isEmpty()) {
            values.put(Keys.REQUEST_ID, requestId);
        }
        return Metadata.of(values);
    }

    /** The error of an EXCEPTION batch; {@code address} is the worker's. */
    public static VgiException exception(Metadata metadata, String address) {
        ObjectNode extra = Json.object(metadata.get(Keys.LOG_EXTRA));
        String code = topLevelOr(metadata.get(Keys.ERROR_CODE), extra.path("error_code"));
        String message = metadata.getOrDefault(Keys.LOG_MESSAGE, "");
        VgiException.Builder builder = VgiException.builder(Code.fromWire(code), message)
                .kind(topLevelOr(metadata.get(Keys.ERROR_KIND), extra.path("error_kind")))
                .remote(
                        extra.path("exception_type").asText("EXCEPTION"),
                        extra.path("traceback").asText(""))
                .requestId(metadata.getOrDefault(Keys.REQUEST_ID, ""))
                .url(address);
        JsonNode details = Json.read(metadata.get(Keys.ERROR_DETAILS));
        builder.details(details(details != null ? details : extra.path("error_details")));
        if (code.isEmpty()) {
            builder.uncoded();
        }
        return builder.build();
    }

    /** The name under which an error travels: its own class's, or the one that it was given. */
    public static String typeOf(Throwable error) {
        if (error instanceof VgiException known && known.isRemote()) {
            return known.remoteType();
        }
        String name = error.getClass().getSimpleName();
        return name.isEmpty() ? error.getClass().getName() : name;
    }

    private static String messageOf(Throwable error) {
        if (error instanceof VgiException known && known.isRemote()) {
            return known.remoteMessage();
        }
        return Objects.requireNonNullElse(error.getMessage(), "");
    }

    private static String topLevelOr(@Nullable String top, JsonNode mirror) {
        return top != null ? top : mirror.asText("");
    }

    /** The array as it is sent, or null where it must not be: empty, too large, or not of the catalog. */
    private static @Nullable String details(List<ErrorDetail> details) {
        if (details.isEmpty()) {
            return null;
        }
        var types = new HashSet<String>();
        var array = Json.MAPPER.createArrayNode();
        for (ErrorDetail detail : details) {
            boolean framework = detail.type().startsWith("vgi_rpc.");
            if (!types.add(detail.type())
                    || (framework && !CATALOG.contains(detail.type()))
                    || !detail.type().contains(".")) {
                return null;
            }
            ObjectNode object = array.addObject().put("@type", detail.type());
            detail.fields().forEach((name, value) -> object.set(name, Json.MAPPER.valueToTree(value)));
        }
        String text = Json.write(array);
        return text.getBytes(StandardCharsets.UTF_8).length <= DETAILS_LIMIT ? text : null;
    }

    private static List<ErrorDetail> details(JsonNode array) {
        var details = new ArrayList<ErrorDetail>();
        for (JsonNode node : array) {
            if (node instanceof ObjectNode object
                    && !object.path("@type").asText("").isEmpty()) {
                @SuppressWarnings("unchecked")
                Map<String, Object> fields =
                        Json.MAPPER.convertValue(object.deepCopy().without("@type"), Map.class);
                details.add(new ErrorDetail(object.path("@type").asText(), fields));
            }
        }
        return details;
    }

    /** What was thrown where the trace begins: an error that travels under its cause's name only wraps it. */
    static Throwable raised(Throwable error) {
        Throwable cause = error.getCause();
        return cause != null
                        && error instanceof VgiException known
                        && known.remoteType().equals(typeOf(cause))
                ? cause
                : error;
    }

    private static void addTrace(ObjectNode extra, Throwable error) {
        extra.put("traceback", cut(trace(error)));
        var frames = extra.putArray("frames");
        StackTraceElement[] stack = error.getStackTrace();
        for (int i = Math.min(FRAMES, stack.length) - 1; i >= 0; i--) {
            frames.addObject()
                    .put("file", Objects.requireNonNullElse(stack[i].getFileName(), stack[i].getClassName()))
                    .put("line", Math.max(0, stack[i].getLineNumber()))
                    .put("function", stack[i].getClassName() + "." + stack[i].getMethodName())
                    .putNull("code");
        }
        if (error.getCause() != null) {
            extra.put("cause", cut(trace(error.getCause())));
        }
        Arrays.stream(error.getSuppressed()).findFirst().ifPresent(first -> extra.put("context", cut(trace(first))));
    }

    private static String trace(Throwable error) {
        var text = new StringWriter();
        error.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    private static String cut(String trace) {
        return trace.length() <= TRACE_LIMIT ? trace : trace.substring(0, TRACE_LIMIT) + "\n… <traceback truncated>";
    }
}
