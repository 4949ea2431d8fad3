package dev.vgi.client.http;

import dev.vgi.Code;
import dev.vgi.VgiException;
import dev.vgi.arrow.Batch;
import dev.vgi.external.Resolver;
import dev.vgi.net.HttpFailure;

/** Reads the header of a stream: the one batch of an IPC stream of its own, before the stream's. */
final class StreamHeader {
    private StreamHeader() {}

    /** Reads the header and stops before the next IPC stream; the caller closes the header. */
    static Batch read(HttpCall call, RpcResponse answer) throws HttpFailure {
        answer.open();
        Batch header = answer.next();
        try {
            boolean pointer = header != null && Resolver.isPointer(header);
            if (header == null || (header.rowCount() != 1 && !pointer) || !skip(answer) || !answer.hasMore()) {
                throw call.located(VgiException.of(
                        Code.FAILED_PRECONDITION,
                        "'" + call.request().method() + "' sent no header, which the caller expects of it"));
            }
            header = call.resolve(header);
            return header;
        } catch (HttpFailure | RuntimeException e) {
            if (header != null) {
                header.close();
            }
            throw e;
        }
    }

    /** Skips one batch; returns whether the IPC stream had nothing more. */
    private static boolean skip(RpcResponse answer) throws HttpFailure {
        Batch more = answer.next();
        if (more == null) {
            return true;
        }
        more.close();
        return false;
    }
}
