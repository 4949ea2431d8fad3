package dev.vgi.protocol;

import dev.vgi.VgiException;
import org.jspecify.annotations.Nullable;

/**
 * How one turn of a stream ended.
 *
 * @param rows of its batch
 * @param bytes of its batch, in memory
 * @param finished whether no turn follows
 * @param error what ended the stream; null where the turn went well
 */
public record TurnOutcome(
        long rows, long bytes, boolean finished, @Nullable VgiException error) {}
