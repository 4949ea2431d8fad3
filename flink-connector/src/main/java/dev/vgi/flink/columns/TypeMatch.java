package dev.vgi.flink.columns;

import dev.vgi.types.SchemaText;
import java.util.List;
import java.util.Optional;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.flink.table.types.logical.BinaryType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.LogicalTypeRoot;
import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.table.types.logical.VarBinaryType;

/**
 * Whether Arrow values can be read as a declared type: the {@linkplain FlinkTypes type that they have}, with nulls only
 * where they are allowed. Times, timestamps and intervals may have another precision, in which timestamps must be
 * exact; bytes of one width may be read as {@code BYTES} of that width or more.
 */
final class TypeMatch {
    private TypeMatch() {}

    /** What does not match; empty where all does. */
    static Optional<String> conflict(Field wire, LogicalType declared) {
        return conflict("column '" + wire.getName() + "'", wire, declared);
    }

    private static Optional<String> conflict(String path, Field wire, LogicalType declared) {
        LogicalType found = FlinkTypes.type(wire);
        if (found.isNullable() && !declared.isNullable()) {
            return Optional.of(path + " may be null, and is declared " + declared.asSummaryString());
        }
        if (found.is(LogicalTypeRoot.NULL)) {
            return Optional.empty();
        }
        boolean sameRoot = found.is(declared.getTypeRoot());
        return switch (found.getTypeRoot()) {
            case TIMESTAMP_WITHOUT_TIME_ZONE,
                    TIMESTAMP_WITH_LOCAL_TIME_ZONE,
                    TIME_WITHOUT_TIME_ZONE,
                    INTERVAL_DAY_TIME,
                    INTERVAL_YEAR_MONTH -> sameRoot ? Optional.empty() : differs(path, wire, found, declared);
            case BINARY ->
                equal(found, declared)
                                || (declared instanceof VarBinaryType bytes
                                        && bytes.getLength() >= ((BinaryType) found).getLength())
                        ? Optional.empty()
                        : differs(path, wire, found, declared);
            case ARRAY, MAP, ROW -> sameRoot ? nested(path, wire, declared) : differs(path, wire, found, declared);
            default -> equal(found, declared) ? Optional.empty() : differs(path, wire, found, declared);
        };
    }

    private static Optional<String> nested(String path, Field wire, LogicalType declared) {
        if (wire.getType() instanceof ArrowType.RunEndEncoded) {
            return nested(path, wire.getChildren().get(1), declared);
        }
        List<Field> parts = wire.getType() instanceof ArrowType.Map
                ? wire.getChildren().get(0).getChildren()
                : wire.getChildren();
        List<LogicalType> types = declared.getChildren();
        if (parts.size() != types.size()) {
            return Optional.of(path + " has " + parts.size() + " fields, and is declared with " + types.size());
        }
        for (int i = 0; i < parts.size(); i++) {
            String name = partName(parts.get(i), declared, i);
            if (declared instanceof RowType row
                    && !row.getFieldNames().get(i).equals(parts.get(i).getName())) {
                return Optional.of(path + " has the field '" + parts.get(i).getName() + "' where '"
                        + row.getFieldNames().get(i) + "' is declared");
            }
            Optional<String> conflict = conflict(path + name, parts.get(i), types.get(i));
            if (conflict.isPresent()) {
                return conflict;
            }
        }
        return Optional.empty();
    }

    private static String partName(Field part, LogicalType declared, int index) {
        return switch (declared.getTypeRoot()) {
            case ARRAY -> ", its elements,";
            case MAP -> index == 0 ? ", its keys," : ", its values,";
            default -> ", its field '" + part.getName() + "',";
        };
    }

    private static boolean equal(LogicalType found, LogicalType declared) {
        return found.copy(true).equals(declared.copy(true));
    }

    private static Optional<String> differs(String path, Field wire, LogicalType found, LogicalType declared) {
        return Optional.of(path + " is " + found.copy(true).asSummaryString() + " (" + SchemaText.typeOf(wire)
                + "), and is declared " + declared.copy(true).asSummaryString());
    }
}
