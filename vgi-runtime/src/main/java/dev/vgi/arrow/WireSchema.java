package dev.vgi.arrow;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.arrow.vector.util.DictionaryUtility;

/** Between the two forms of a schema: the wire's, with value types, and Arrow Java's, with index types. */
public final class WireSchema {
    private WireSchema() {}

    /** The wire form of the schema of a root. */
    public static Schema of(Schema inMemory, DictionaryProvider dictionaries) {
        if (dictionaryIds(inMemory).isEmpty()) {
            return inMemory;
        }
        var fields = new ArrayList<Field>();
        var used = new HashSet<Long>();
        for (Field field : inMemory.getFields()) {
            fields.add(DictionaryUtility.toMessageFormat(field, dictionaries, used));
        }
        return new Schema(fields, inMemory.getCustomMetadata());
    }

    /** Arrow Java's form; adds an empty dictionary, which the caller closes, for each encoded field. */
    public static Schema inMemory(
            Schema wire, BufferAllocator allocator, DictionaryProvider.MapDictionaryProvider dictionaries) {
        if (dictionaryIds(wire).isEmpty()) {
            return wire;
        }
        var found = new java.util.LinkedHashMap<Long, Dictionary>();
        var fields = new ArrayList<Field>();
        for (Field field : wire.getFields()) {
            fields.add(DictionaryUtility.toMemoryFormat(field, allocator, found));
        }
        found.values().forEach(dictionaries::put);
        return new Schema(fields, wire.getCustomMetadata());
    }

    /** The ids of all dictionaries that the schema names, in either form, in the order of their fields. */
    public static Set<Long> dictionaryIds(Schema schema) {
        var ids = new LinkedHashSet<Long>();
        collect(schema.getFields(), ids);
        return ids;
    }

    private static void collect(List<Field> fields, Set<Long> ids) {
        for (Field field : fields) {
            if (field.getDictionary() != null) {
                ids.add(field.getDictionary().getId());
            }
            collect(field.getChildren(), ids);
        }
    }

    static void close(DictionaryProvider dictionaries) {
        for (Long id : dictionaries.getDictionaryIds()) {
            Objects.requireNonNull(dictionaries.lookup(id)).getVector().close();
        }
    }
}
