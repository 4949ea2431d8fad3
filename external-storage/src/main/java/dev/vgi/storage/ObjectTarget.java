package dev.vgi.storage;

import dev.vgi.VgiException;
import dev.vgi.external.StoredObject;

/**
 * One new object in a store, as the requests that make it: {@link #whole}, or {@link #begin}, some {@link #part}s and
 * {@link #complete}. All throw {@link VgiException} where the store does not do what it is asked.
 */
interface ObjectTarget {
    /** The whole object in one request. */
    void whole(Part part);

    /** Opens the object for parts. */
    void begin();

    /**
     * One part; several at once where the storage's settings allow it, else in order.
     *
     * @param number from 1
     */
    void part(int number, Part part);

    /** Makes an object of the parts, all of which have been sent. */
    void complete(long length);

    /** Leaves nothing of what was begun, a whole object included; called when no request is under way. */
    void abort();

    /** A URL for the object that is there now. */
    StoredObject sign();

    /** For messages: which object, in which bucket, where. */
    @Override
    String toString();
}
