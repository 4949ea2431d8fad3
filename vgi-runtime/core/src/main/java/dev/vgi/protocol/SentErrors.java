package dev.vgi.protocol;

import dev.vgi.Code;
import dev.vgi.VgiException;
import dev.vgi.arrow.Metadata;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a server sends of errors: all of it, or of those that are not made for callers no more than that they happened.
 */
public final class SentErrors {
    private static final Logger LOG = LoggerFactory.getLogger(SentErrors.class);

    private SentErrors() {}

    /**
     * The metadata of an EXCEPTION batch.
     *
     * @param trusted whether the caller is on this machine, or known
     * @param requestId the call's correlation id
     */
    public static Metadata metadata(Dispatcher dispatcher, Throwable error, boolean trusted, String requestId) {
        boolean open = dispatcher.errorDisclosure().reaches(trusted);
        return ErrorBatch.metadata(
                open || isForCallers(error) ? error : hidden(error, requestId),
                open && dispatcher.sendsTracebacks(),
                dispatcher.serverId(),
                requestId);
    }

    private static boolean isForCallers(Throwable error) {
        return error instanceof VgiException && ErrorBatch.raised(error) == error;
    }

    private static VgiException hidden(Throwable error, String requestId) {
        if (error instanceof VgiException) {
            // Whoever wrapped it has logged it whole.
            LOG.warn(
                    "request {} failed, and its caller is not told why: {}",
                    requestId,
                    ErrorBatch.raised(error).toString());
        } else {
            LOG.warn("request {} failed, and its caller is not told why", requestId, error);
        }
        return VgiException.builder(
                        Code.INTERNAL,
                        "the call failed for a reason that only the server's log tells, under the request " + requestId
                                + " (errorDetails)")
                .remote("InternalError", "")
                .build();
    }
}
