package dev.vgi.arrow;

import dev.vgi.VgiException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.arrow.vector.util.DictionaryUtility;

/** Converts between the two forms of a schema: the wire's, with value types, and Arrow Java's, with index types. */
public final class WireSchema {
    private WireSchema() {}

    /** Returns the wire form of the schema of a root. */
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

    /**
     * Returns Arrow Java's form of a schema; adds an empty dictionary, which the caller closes, for each encoded field.
     *
     * @throws VgiException with DATA_LOSS where two fields give one dictionary different types
     */
    public static Schema inMemory(
            Schema wire, BufferAllocator allocator, DictionaryProvider.MapDictionaryProvider dictionaries) {
        if (dictionaryIds(wire).isEmpty()) {
            return wire;
        }
        checkShared(wire.getFields(), new HashMap<>());
        var found = new LinkedHashMap<Long, Dictionary>();
        var fields = new ArrayList<Field>();
        for (Field field : wire.getFields()) {
            fields.add(DictionaryUtility.toMemoryFormat(field, allocator, found));
        }
        found.values().forEach(dictionaries::put);
        return new Schema(fields, wire.getCustomMetadata());
    }

    /** Returns the ids of all dictionaries that the schema names, in either form, in the order of their fields. */
    public static Set<Long> dictionaryIds(Schema schema) {
        var ids = new LinkedHashSet<Long>();
        collect(schema.getFields(), ids);
        return ids;
    }

    private static void checkShared(List<Field> fields, Map<Long, Field> users) {
        for (Field field : fields) {
            DictionaryEncoding encoding = field.getDictionary();
            if (encoding != null) {
                Field user = users.putIfAbsent(encoding.getId(), field);
                if (user != null
                        && !(user.getType().equals(field.getType())
                                && user.getChildren().equals(field.getChildren()))) {
                    throw VgiException.dataLoss("a schema is malformed: dictionary " + encoding.getId() + " is of "
                            + user + " and of " + field + ", expected one type");
                }
            }
            checkShared(field.getChildren(), users);
        }
    }

    private static void collect(List<Field> fields, Set<Long> ids) {
        for (Field field : fields) {
            if (field.getDictionary() != null) {
                ids.add(field.getDictionary().getId());
            }
            collect(field.getChildren(), ids);
        }
    }

    /**
     * Returns the vectors of all dictionaries that a root's schema names, including those that the values of others
     * name.
     *
     * @throws VgiException with INVALID_ARGUMENT where the provider lacks one
     */
    static List<FieldVector> vectors(Schema inMemory, DictionaryProvider dictionaries) {
        var found = new LinkedHashMap<Long, FieldVector>();
        vectors(inMemory.getFields(), dictionaries, found);
        return List.copyOf(found.values());
    }

    private static void vectors(List<Field> fields, DictionaryProvider dictionaries, Map<Long, FieldVector> found) {
        for (Field field : fields) {
            if (field.getDictionary() != null) {
                FieldVector vector = dictionary(field, dictionaries).getVector();
                if (found.putIfAbsent(field.getDictionary().getId(), vector) == null) {
                    vectors(vector.getField().getChildren(), dictionaries, found);
                }
            }
            vectors(field.getChildren(), dictionaries, found);
        }
    }

    /** Returns the dictionary of an encoded field. */
    static Dictionary dictionary(Field field, DictionaryProvider dictionaries) {
        Dictionary dictionary = dictionaries.lookup(field.getDictionary().getId());
        if (dictionary == null) {
            throw VgiException.invalidArgument("column '" + field.getName() + "' is encoded with dictionary "
                    + field.getDictionary().getId() + ", expected one of " + dictionaries.getDictionaryIds());
        }
        return dictionary;
    }
}
