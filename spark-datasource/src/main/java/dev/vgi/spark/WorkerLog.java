package dev.vgi.spark;

import dev.vgi.protocol.LogMessage;
import dev.vgi.protocol.LogSink;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.event.Level;

/** A worker's log lines in this process's log. */
final class WorkerLog implements LogSink {
    private static final Map<LogMessage.Level, Level> LEVELS = Map.of(
            LogMessage.Level.ERROR, Level.ERROR,
            LogMessage.Level.WARN, Level.WARN,
            LogMessage.Level.INFO, Level.INFO,
            LogMessage.Level.DEBUG, Level.DEBUG,
            LogMessage.Level.TRACE, Level.TRACE);

    private final Logger logger;

    WorkerLog(Logger logger) {
        this.logger = logger;
    }

    @Override
    public void log(LogMessage message) {
        logger.atLevel(LEVELS.getOrDefault(message.level(), Level.INFO)).log(message.message());
    }
}
