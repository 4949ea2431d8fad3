package dev.vgi.flink;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.Appender;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.Property;

/** What all loggers of this process say, in the place of the console, until it is closed. */
public final class CapturedLog implements AutoCloseable {
    private final List<String> lines = Collections.synchronizedList(new ArrayList<>());
    private final Logger root = (Logger) LogManager.getRootLogger();
    private final Level before = root.getLevel();
    private final List<Appender> others = List.copyOf(root.getAppenders().values());
    private final AbstractAppender appender = new AbstractAppender("captured", null, null, true, Property.EMPTY_ARRAY) {
        @Override
        public void append(LogEvent event) {
            lines.add(event.getLoggerName() + " " + event.getMessage().getFormattedMessage() + " " + event.getThrown());
        }
    };

    /** Captures from this level on. */
    public CapturedLog(Level level) {
        appender.start();
        others.forEach(root::removeAppender);
        root.addAppender(appender);
        Configurator.setRootLevel(level);
    }

    /** So far: each with the logger's name and the exception. */
    public List<String> lines() {
        return List.copyOf(lines);
    }

    @Override
    public void close() {
        Configurator.setRootLevel(before);
        root.removeAppender(appender);
        others.forEach(root::addAppender);
        appender.stop();
    }
}
