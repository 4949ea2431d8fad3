package dev.vgi.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vgi.arrow.Metadata;
import java.util.LinkedHashMap;
import java.util.Map;

/** A log line as the metadata of a zero-row batch. */
public final class LogBatch {
    private LogBatch() {}

    public static Metadata metadata(LogMessage message, String serverId, String requestId) {
        var values = new LinkedHashMap<String, String>();
        values.put(Keys.LOG_LEVEL, message.level().name());
        values.put(Keys.LOG_MESSAGE, message.message());
        if (!message.extra().isEmpty()) {
            values.put(Keys.LOG_EXTRA, Json.write(message.extra()));
        }
        values.put(Keys.SERVER_ID, serverId);
        if (!requestId.isEmpty()) {
            values.put(Keys.REQUEST_ID, requestId);
        }
        return Metadata.of(values);
    }

    /** The line of a {@link BatchKind#LOG} batch. An unknown level reads as INFO, an unreadable extra as none. */
    public static LogMessage message(Metadata metadata) {
        var level = LogMessage.Level.INFO;
        for (LogMessage.Level known : LogMessage.Level.values()) {
            if (known.name().equals(metadata.get(Keys.LOG_LEVEL))) {
                level = known;
            }
        }
        var extra = new LinkedHashMap<String, String>();
        for (Map.Entry<String, JsonNode> entry :
                Json.object(metadata.get(Keys.LOG_EXTRA)).properties()) {
            extra.put(
                    entry.getKey(),
                    entry.getValue().isTextual()
                            ? entry.getValue().textValue()
                            : entry.getValue().toString());
        }
        return new LogMessage(level, metadata.getOrDefault(Keys.LOG_MESSAGE, ""), extra);
    }
}
