package dev.vgi.server;

import dev.vgi.VgiException;
import dev.vgi.arrow.Batch;
import dev.vgi.arrow.Metadata;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A turn whose records become the rows of one batch. */
final class RecordOutput<T> extends TurnOutput<T> {
    private final Rows<T> rows;
    private final List<T> records = new ArrayList<>();
    private Metadata metadata = Metadata.EMPTY;

    RecordOutput(TurnScope scope, Rows<T> rows) {
        super(scope);
        this.rows = rows;
    }

    @Override
    public void emit(T value, Metadata more) {
        checkOpen();
        metadata = metadata.with(application(more));
        records.add(value);
    }

    @Override
    int emitted() {
        return records.size();
    }

    /** An exchange answers no rows with no rows; a producer that emits nothing has no batch. */
    @Override
    @Nullable
    Batch take() {
        if (records.isEmpty() && isProducer()) {
            return null;
        }
        try {
            return rows.encode(records, allocator()).withMetadata(metadata);
        } catch (VgiException e) {
            throw RpcErrors.service(target() + " emitted a record that does not fit its columns: " + e.getMessage());
        }
    }

    @Override
    public void close() {
        end();
    }
}
