package dev.vgi.net;

import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.RetainableByteBuffer;

/**
 * Gives each owner of a pooled buffer a view of its own. Jetty 12.1 clears the buffer that an aborted response was
 * parsed from, also where it has given that buffer back before and another connection reads from it by now: that
 * connection would lose what it has received, and wait for it forever. With a view of its own the clearing reaches
 * nobody else's position and limit. Thread-safe as the pool is.
 */
final class OwnedViews extends ByteBufferPool.Wrapper {
    OwnedViews(ByteBufferPool pool) {
        super(pool);
    }

    @Override
    public RetainableByteBuffer.Mutable acquire(int size, boolean direct) {
        RetainableByteBuffer.Mutable pooled = super.acquire(size, direct);
        return RetainableByteBuffer.wrap(pooled.getByteBuffer().duplicate(), pooled);
    }
}
