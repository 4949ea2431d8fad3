package dev.vgi.tools.conformance.driver;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vgi.VgiException;
import dev.vgi.arrow.Batch;
import dev.vgi.arrow.Ipc;
import dev.vgi.arrow.SchemaMessage;
import java.util.Base64;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** Batches and schemas as they cross the control channel: IPC streams in base64. */
final class Payload {
    private Payload() {}

    /** The batch of a field, to be closed. */
    static Batch read(JsonNode request, String field, BufferAllocator allocator) throws NotDone {
        if (!request.path(field).isTextual()) {
            throw new NotDone("the operation has no " + field);
        }
        try {
            return Ipc.fromBytes(Base64.getDecoder().decode(request.get(field).textValue()), allocator);
        } catch (VgiException | IllegalArgumentException e) {
            throw new NotDone(field + " holds no batch", e);
        }
    }

    static @Nullable String of(@Nullable Batch batch) {
        return batch == null ? null : Base64.getEncoder().encodeToString(Ipc.toBytes(batch));
    }

    static @Nullable String of(@Nullable Schema schema) {
        return schema == null ? null : Base64.getEncoder().encodeToString(SchemaMessage.toBytes(schema));
    }
}
