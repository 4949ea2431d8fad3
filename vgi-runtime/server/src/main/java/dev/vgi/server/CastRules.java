package dev.vgi.server;

import dev.vgi.types.TypeTokens;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.ArrowType.ArrowTypeID;
import org.apache.arrow.vector.types.pojo.Field;

/** Which types an input's column may have in place of the declared one: those that hold values of the same kind. */
final class CastRules {
    private static final List<Set<ArrowTypeID>> KINDS = List.of(
            EnumSet.of(ArrowTypeID.Int, ArrowTypeID.FloatingPoint, ArrowTypeID.Decimal),
            EnumSet.of(ArrowTypeID.Utf8, ArrowTypeID.LargeUtf8, ArrowTypeID.Utf8View),
            EnumSet.of(
                    ArrowTypeID.Binary, ArrowTypeID.LargeBinary, ArrowTypeID.BinaryView, ArrowTypeID.FixedSizeBinary),
            EnumSet.of(ArrowTypeID.Date),
            EnumSet.of(ArrowTypeID.Time),
            EnumSet.of(ArrowTypeID.Timestamp),
            EnumSet.of(ArrowTypeID.Duration),
            EnumSet.of(ArrowTypeID.Interval),
            EnumSet.of(
                    ArrowTypeID.List,
                    ArrowTypeID.LargeList,
                    ArrowTypeID.FixedSizeList,
                    ArrowTypeID.ListView,
                    ArrowTypeID.LargeListView),
            EnumSet.of(ArrowTypeID.Struct),
            EnumSet.of(ArrowTypeID.Map));

    private CastRules() {}

    /**
     * Whether to try; each value is checked on the way. Fields are in message format, where a dictionary's are its
     * values.
     */
    static boolean allow(Field found, Field wanted) {
        ArrowType from = found.getType();
        ArrowType to = wanted.getType();
        if (from.getTypeID() == ArrowTypeID.Null && wanted.isNullable()) {
            return true;
        }
        if (found.getChildren().isEmpty() && wanted.getChildren().isEmpty()) {
            return from.equals(to) || (sameKind(from, to) && sameZone(from, to));
        }
        return sameKind(from, to) && childrenAllow(found.getChildren(), wanted.getChildren());
    }

    /** Whether the field, or one below it, is dictionary-encoded. */
    static boolean hasDictionary(Field field) {
        return field.getDictionary() != null || field.getChildren().stream().anyMatch(CastRules::hasDictionary);
    }

    private static boolean sameKind(ArrowType from, ArrowType to) {
        return KINDS.stream().anyMatch(kind -> kind.contains(from.getTypeID()) && kind.contains(to.getTypeID()));
    }

    /** A time with a zone and one without are different things. */
    private static boolean sameZone(ArrowType from, ArrowType to) {
        return !(from instanceof ArrowType.Timestamp a && to instanceof ArrowType.Timestamp b)
                || (a.getTimezone() == null) == (b.getTimezone() == null);
    }

    private static boolean childrenAllow(List<Field> found, List<Field> wanted) {
        if (found.size() != wanted.size()) {
            return false;
        }
        for (int i = 0; i < found.size(); i++) {
            Field a = found.get(i);
            Field b = wanted.get(i);
            if (!TypeTokens.token(a).equals(TypeTokens.token(b)) && !allow(a, b)) {
                return false;
            }
        }
        return true;
    }
}
