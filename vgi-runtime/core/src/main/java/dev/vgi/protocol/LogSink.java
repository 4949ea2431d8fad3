package dev.vgi.protocol;

/** Where log lines for the caller go. Not called from two threads at a time. */
@FunctionalInterface
public interface LogSink {
    LogSink NONE = message -> {};

    void log(LogMessage message);
}
