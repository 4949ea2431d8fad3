package dev.vgi.external;

import dev.vgi.protocol.LogMessage;
import dev.vgi.protocol.LogSink;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Hands log lines on at once, but for those that come while a stream is read ahead: these wait for their batch. */
final class OrderedLogs implements LogSink {
    private final LogSink target;
    private volatile @Nullable List<LogMessage> waiting;

    OrderedLogs(LogSink target) {
        this.target = target;
    }

    @Override
    public void log(LogMessage message) {
        List<LogMessage> list = waiting;
        if (list == null) {
            target.log(message);
        } else {
            list.add(message);
        }
    }

    /** From now on lines go to the list, which only the reading thread changes. */
    List<LogMessage> collect() {
        var list = new ArrayList<LogMessage>();
        waiting = list;
        return list;
    }

    /** Ends {@link #collect()}. */
    void collected() {
        waiting = null;
    }

    /** Hands on lines that have waited, or that lay in a fetched object. */
    void handOn(List<LogMessage> lines) {
        lines.forEach(target::log);
    }
}
