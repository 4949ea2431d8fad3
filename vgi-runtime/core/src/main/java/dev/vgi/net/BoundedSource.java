package dev.vgi.net;

import dev.vgi.arrow.ByteSource;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Bytes that may not be more than a limit. */
public final class BoundedSource implements ByteSource {
    private final ByteSource source;
    private final long limit;
    private final String what;
    private long count;

    /** @param what names the bytes in the error, such as "the answer" */
    public BoundedSource(ByteSource source, long limit, String what) {
        this.source = source;
        this.limit = limit;
        this.what = what;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        int length = source.read(target);
        if (length > 0) {
            count += length;
            if (count > limit) {
                throw new BodyException(
                        BodyException.Reason.TOO_LONG, what + " is over the limit of " + limit + " bytes", null);
            }
        }
        return length;
    }
}
