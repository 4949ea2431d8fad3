package dev.vgi.types;

import dev.vgi.arrow.Batch;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Closes the batches inside of values: what was read before a failure has no owner and is closed here. */
final class Batches {
    private Batches() {}

    /** Closes each batch that a value is or holds. */
    static void close(@Nullable Object value) {
        if (value instanceof Batch batch) {
            batch.close();
        } else if (value instanceof Iterable<?> values) {
            values.forEach(Batches::close);
        } else if (value instanceof Map<?, ?> map) {
            map.values().forEach(Batches::close);
        } else if (value instanceof Optional<?> optional) {
            optional.ifPresent(Batches::close);
        } else if (value instanceof Record record) {
            RecordCodec.of(record.getClass()).closeBatches(record);
        }
    }

    static void closeAll(@Nullable Object[] values) {
        for (Object value : values) {
            close(value);
        }
    }
}
