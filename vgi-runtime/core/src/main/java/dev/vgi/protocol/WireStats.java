package dev.vgi.protocol;

import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What crossed the network for one request, as far as its transport knows. Raw transports know nothing of it.
 *
 * @param httpStatus the answer's status
 * @param requestBytes of the body as it came, before it was decompressed
 * @param responseBytes of the body as it was sent, after compression; empty where sending failed
 * @param requestStateBytes of the stream's cursor that came with it
 * @param responseStateBytes of the cursor that was given
 */
public record WireStats(
        OptionalInt httpStatus,
        OptionalLong requestBytes,
        OptionalLong responseBytes,
        OptionalInt requestStateBytes,
        OptionalInt responseStateBytes) {
    public static final WireStats UNKNOWN = new WireStats(
            OptionalInt.empty(), OptionalLong.empty(), OptionalLong.empty(), OptionalInt.empty(), OptionalInt.empty());
}
