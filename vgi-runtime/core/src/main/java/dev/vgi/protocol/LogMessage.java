package dev.vgi.protocol;

import java.util.Map;

/**
 * A line that a method sent to its caller.
 *
 * @param level how severe it is
 * @param message the text
 * @param extra what the method attached: strings, in the order of sending; values that were no strings as JSON
 */
public record LogMessage(Level level, String message, Map<String, String> extra) {
    public LogMessage {
        extra = Map.copyOf(extra);
    }

    public static LogMessage of(Level level, String message) {
        return new LogMessage(level, message, Map.of());
    }

    /** The levels of the wire, most severe first. {@code EXCEPTION} is not among them: that is an error. */
    public enum Level {
        ERROR,
        WARN,
        INFO,
        DEBUG,
        TRACE
    }
}
