package dev.vgi.server;

import dev.vgi.arrow.Batch;
import dev.vgi.arrow.Metadata;
import dev.vgi.types.Schemas;
import java.util.stream.Collectors;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** A turn that emits one batch of the declared schema. */
final class BatchOutput extends TurnOutput<Batch> {
    private final Schema schema;
    private @Nullable Batch batch;
    private int emitted;

    BatchOutput(TurnScope scope) {
        super(scope);
        this.schema = scope.schema();
    }

    @Override
    public void emit(Batch value, Metadata metadata) {
        Batch owned = value.take();
        try {
            checkOpen();
            if (emitted > 0) {
                throw Failures.service(target() + " emitted a second batch in one turn, expected one");
            }
            String difference = Schemas.difference(owned.schema(), schema);
            if (!difference.isEmpty()) {
                throw Failures.service(
                        target() + " emitted a batch of another schema than its stream has: " + difference);
            }
            batch = owned.withMetadata(withoutReserved(owned.metadata()).with(application(metadata)));
            emitted++;
        } catch (Throwable e) {
            owned.close();
            throw e;
        }
    }

    /** An input that is passed on brings what its transport put there. */
    private static Metadata withoutReserved(Metadata metadata) {
        return metadata.without(metadata.asMap().keySet().stream()
                .filter(key -> key.startsWith("vgi_rpc."))
                .collect(Collectors.toUnmodifiableSet()));
    }

    @Override
    int emitted() {
        return emitted;
    }

    @Override
    @Nullable
    Batch take() {
        Batch taken = batch;
        batch = null;
        return taken;
    }

    @Override
    public void close() {
        end();
        if (batch != null) {
            batch.close();
        }
    }
}
