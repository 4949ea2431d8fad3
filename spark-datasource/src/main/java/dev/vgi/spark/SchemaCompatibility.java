package dev.vgi.spark;

import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Whether values of one type can stand where another is expected: the same type, with nulls only where they are. */
final class SchemaCompatibility {
    private SchemaCompatibility() {}

    static boolean isCompatible(StructField found, StructField expected) {
        return found.name().equals(expected.name())
                && holds(found.nullable(), expected.nullable())
                && isCompatible(found.dataType(), expected.dataType());
    }

    /** Whether answers are of the types that were planned, nulls aside; names as any session would compare them. */
    static boolean isSame(DataType found, DataType planned) {
        if (found instanceof ArrayType from && planned instanceof ArrayType to) {
            return isSame(from.elementType(), to.elementType());
        }
        if (found instanceof MapType from && planned instanceof MapType to) {
            return isSame(from.keyType(), to.keyType()) && isSame(from.valueType(), to.valueType());
        }
        if (found instanceof StructType from && planned instanceof StructType to) {
            boolean same = from.size() == to.size();
            for (int i = 0; same && i < from.size(); i++) {
                StructField field = from.fields()[i];
                StructField wanted = to.fields()[i];
                same = field.name().equalsIgnoreCase(wanted.name()) && isSame(field.dataType(), wanted.dataType());
            }
            return same;
        }
        return found.equals(planned);
    }

    private static boolean isCompatible(DataType found, DataType expected) {
        if (found instanceof ArrayType from && expected instanceof ArrayType to) {
            return holds(from.containsNull(), to.containsNull()) && isCompatible(from.elementType(), to.elementType());
        }
        if (found instanceof MapType from && expected instanceof MapType to) {
            return holds(from.valueContainsNull(), to.valueContainsNull())
                    && isCompatible(from.keyType(), to.keyType())
                    && isCompatible(from.valueType(), to.valueType());
        }
        if (found instanceof StructType from && expected instanceof StructType to) {
            boolean same = from.size() == to.size();
            for (int i = 0; same && i < from.size(); i++) {
                same = isCompatible(from.fields()[i], to.fields()[i]);
            }
            return same;
        }
        return found.equals(expected);
    }

    private static boolean holds(boolean nullsFound, boolean nullsExpected) {
        return nullsExpected || !nullsFound;
    }
}
