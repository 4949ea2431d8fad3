package dev.vgi.server;

import dev.vgi.VgiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the worker's operator reads of failed calls: the level follows the code. */
final class FailureLog {
    private static final Logger LOG = LoggerFactory.getLogger(FailureLog.class);

    private FailureLog() {}

    /** Logs what a method or its stream threw, and gives it back as it travels. */
    static VgiException logged(Throwable error, BoundMethod method, String requestId) {
        VgiException failure = RpcErrors.raised(error);
        switch (failure.code()) {
            case UNKNOWN, INTERNAL, DATA_LOSS -> LOG.error("{} failed, request {}", method, requestId, error);
            case UNAVAILABLE, RESOURCE_EXHAUSTED, DEADLINE_EXCEEDED, ABORTED ->
                LOG.warn("{} failed, request {}: {}", method, requestId, failure.getMessage());
            default ->
                LOG.info("{} refused, request {}: {} {}", method, requestId, failure.code(), failure.getMessage());
        }
        return failure;
    }
}
