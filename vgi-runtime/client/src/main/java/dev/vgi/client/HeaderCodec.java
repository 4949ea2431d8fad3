package dev.vgi.client;

import dev.vgi.VgiException;
import dev.vgi.arrow.Batch;
import dev.vgi.service.ServiceMethod;
import dev.vgi.types.RecordCodec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the header of a stream as the record that its method declares. */
final class HeaderCodec {
    private HeaderCodec() {}

    static @Nullable Record read(ServiceMethod method, @Nullable Batch header) {
        Class<? extends Record> type = method.header();
        if (type == null) {
            return null;
        }
        List<? extends Record> records =
                header == null ? List.of() : RecordCodec.of(type).decode(header);
        if (records.size() != 1) {
            throw VgiException.dataLoss(
                    "the header of " + method.description().name() + " has " + records.size() + " rows, expected one");
        }
        return records.get(0);
    }
}
