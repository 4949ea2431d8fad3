package dev.vgi.client.http;

import dev.vgi.arrow.Batch;
import dev.vgi.arrow.Metadata;
import dev.vgi.net.GatheredBody;
import dev.vgi.protocol.Keys;
import java.util.LinkedHashMap;
import java.util.List;
import org.apache.arrow.vector.types.pojo.Schema;

/** Encodes the bodies of a stream's requests after its first. */
final class StreamRequests {
    private static final Schema NO_FIELDS = new Schema(List.of());

    private StreamRequests() {}

    /** Asks a producer for its next turn. */
    static RequestBody tick(HttpTransport transport, String callToken, String cursor, Metadata application) {
        GatheredBody body = GatheredBody.copying();
        Metadata metadata = tokens(callToken, cursor, application);
        transport.write(body, NO_FIELDS, stream -> stream.writeEmpty(metadata));
        return new RequestBody(body, NO_FIELDS, metadata);
    }

    /** Tells a stream's method that no more is wanted. */
    static RequestBody cancel(HttpTransport transport, String callToken, String cursor) {
        return tick(transport, callToken, cursor, Metadata.of(Keys.CANCEL, "1"));
    }

    /** Hands an exchange its next input, whose large columns the body refers to. */
    static RequestBody input(HttpTransport transport, String callToken, String cursor, Schema schema, Batch input) {
        GatheredBody body = GatheredBody.referring();
        Metadata metadata = tokens(callToken, cursor, input.metadata().without(Keys.STREAM_BOOKKEEPING));
        transport.write(body, schema, stream -> stream.write(input, metadata));
        return new RequestBody(body, schema, metadata);
    }

    private static Metadata tokens(String callToken, String cursor, Metadata application) {
        var values = new LinkedHashMap<>(application.asMap());
        values.put(Keys.STREAM_STATE, cursor);
        if (!callToken.isEmpty()) {
            values.put(Keys.CALL_STATE, callToken);
        }
        return Metadata.of(values);
    }
}
