package dev.vgi.connector.options;

import dev.vgi.protocol.LogMessage;
import dev.vgi.protocol.LogSink;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A worker's log lines in this process's log. */
final class WorkerLog implements LogSink {
    private static final Logger LOG = LoggerFactory.getLogger("dev.vgi.worker");

    @Override
    public void log(LogMessage message) {
        switch (message.level()) {
            case ERROR -> LOG.error(message.message());
            case WARN -> LOG.warn(message.message());
            case INFO -> LOG.info(message.message());
            case DEBUG -> LOG.debug(message.message());
            case TRACE -> LOG.trace(message.message());
        }
    }
}
