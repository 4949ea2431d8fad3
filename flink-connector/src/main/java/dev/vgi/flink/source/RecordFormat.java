package dev.vgi.flink.source;

import dev.vgi.types.RecordCodec;
import java.util.List;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.flink.api.common.typeinfo.TypeInformation;

/**
 * Java records, whose components are columns.
 *
 * @param type the record class
 * @param <T> the record
 */
record RecordFormat<T extends Record>(Class<T> type) implements RowFormat<T> {
    List<String> columns() {
        return RecordCodec.of(type).schema().getFields().stream()
                .map(Field::getName)
                .toList();
    }

    @Override
    public TypeInformation<T> producedType() {
        return TypeInformation.of(type);
    }

    @Override
    public Opened<T> open(Schema schema, String method) {
        RecordCodec<T> codec = RecordCodec.of(type);
        return batch -> codec.decode(batch)::get;
    }
}
