package dev.vgi.flink.source;

import dev.vgi.protocol.Position;
import org.apache.flink.api.connector.source.SourceSplit;
import org.jspecify.annotations.Nullable;

/**
 * A split and how far it was emitted. Immutable. Its tokens are credentials, so {@code toString} hides them.
 *
 * @param splitId its name, which does not change
 * @param arguments all arguments of the read method, as a JSON object
 * @param url the worker to read it from; null for the source's
 * @param position where the answer begins that holds the next row; null before the first row, and where the transport
 *     has no positions
 * @param rowsToSkip how many rows from there were emitted already
 * @param rowsEmitted how many rows were emitted since the split was begun
 * @param cursor the last emitted row's cursor column, as a JSON object; null without one
 */
record VgiSplit(
        String splitId,
        String arguments,
        @Nullable String url,
        @Nullable Position position,
        long rowsToSkip,
        long rowsEmitted,
        @Nullable String cursor)
        implements SourceSplit {

    /** A split that nothing was read of. */
    static VgiSplit of(String splitId, String arguments, @Nullable String url) {
        return new VgiSplit(splitId, arguments, url, null, 0, 0, null);
    }

    boolean isBegun() {
        return rowsEmitted > 0;
    }

    /** The split, as if nothing was emitted. */
    VgiSplit fromStart() {
        return of(splitId, arguments, url);
    }
}
