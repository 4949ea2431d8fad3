package dev.vgi.server;

import dev.vgi.arrow.Batch;
import dev.vgi.arrow.Metadata;
import dev.vgi.types.Schemas;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
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
                throw RpcErrors.service(target() + " emitted a second batch in one turn, expected one");
            }
            String difference = Schemas.difference(declared(owned.schema()), schema);
            if (!difference.isEmpty()) {
                throw RpcErrors.service(
                        target() + " emitted a batch of another schema than its stream has: " + difference);
            }
            batch = owned.withMetadata(withoutReserved(owned.metadata()).with(application(metadata)));
            emitted++;
        } catch (Throwable e) {
            owned.close();
            throw e;
        }
    }

    /** A column that has no nulls by its own word does for one that may have some: the answer says what is declared. */
    private Schema declared(Schema found) {
        List<Field> fields = found.getFields();
        List<Field> expected = schema.getFields();
        if (found.equals(schema) || fields.size() != expected.size()) {
            return found;
        }
        var same = new ArrayList<Field>(fields.size());
        for (int i = 0; i < fields.size(); i++) {
            Field field = fields.get(i);
            boolean nullable = field.isNullable() || expected.get(i).isNullable();
            same.add(new Field(
                    field.getName(),
                    new FieldType(nullable, field.getType(), field.getDictionary(), field.getMetadata()),
                    field.getChildren()));
        }
        return new Schema(same);
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
