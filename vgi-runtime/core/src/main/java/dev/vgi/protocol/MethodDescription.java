package dev.vgi.protocol;

import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A method as reflection tells it. A stream's own input and output schemas are not part of it: they are known once the
 * stream is open.
 *
 * @param name its wire name
 * @param kind its shape
 * @param parameters one field for each parameter, in declared order; no fields for none
 * @param result one field, {@code result}; null where nothing is returned, and for streams
 * @param header the header's fields; null where the stream has none
 * @param idempotency whether it may be sent again
 * @param deprecation what to use instead; null where it is not deprecated
 */
public record MethodDescription(
        String name,
        MethodKind kind,
        Schema parameters,
        @Nullable Schema result,
        @Nullable Schema header,
        Idempotency idempotency,
        @Nullable String deprecation) {}
