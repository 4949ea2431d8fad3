package dev.vgi.types;

import dev.vgi.VgiException;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Reads and prints schemas as a list of columns that people write and read: {@code month BIGINT, name STRING NOT NULL,
 * tags ARRAY<STRING>, point STRUCT<x: DOUBLE NOT NULL, y: DOUBLE>, limits MAP<STRING, INT>, amount DECIMAL(18,4)}.
 *
 * <p>Types are those of Spark SQL, where {@code TIMESTAMP} is {@code timestamp(us,tz=UTC)} and {@code TIMESTAMP_NTZ} is
 * {@code timestamp(us)}, and for all others the {@linkplain TypeTokens type tokens}, such as {@code uint8},
 * {@code time64(us)} or {@code large_list<item?:utf8>}. Case does not matter, except in names. A column, and a field of
 * a struct, is nullable unless {@code NOT NULL} follows. A name that is more than letters, digits and {@code _} stands
 * in backticks.
 */
public final class SchemaText {
    private SchemaText() {}

    /**
     * Returns the schema of a text, in message format and in the order of the text; an empty text has no columns.
     *
     * @throws VgiException INVALID_ARGUMENT with the position of the first character that does not belong
     */
    public static Schema parse(String text) {
        return new Schema(new TypeParser(text, TypeParser.Style.DDL).columns());
    }

    /** Returns the text of a schema in message format, which {@link #parse} reads back. */
    public static String print(Schema schema) {
        return schema.getFields().stream().map(SchemaText::print).collect(Collectors.joining(", "));
    }

    /** Returns the text of one column. */
    public static String print(Field column) {
        return name(column) + " " + typeOf(column) + notNull(column);
    }

    /** Returns the text of a column's type, without the column's name. */
    public static String typeOf(Field column) {
        DictionaryEncoding dictionary = column.getDictionary();
        if (dictionary == null) {
            return plainType(column);
        }
        return "dictionary<index:" + TypeTokens.integer(dictionary.getIndexType()) + ",value:" + plainType(column) + ">"
                + (dictionary.isOrdered() ? ",ordered" : "");
    }

    private static String plainType(Field field) {
        ArrowType type = field.getType();
        List<Field> children = field.getChildren();
        return switch (type.getTypeID()) {
            case Bool -> "BOOLEAN";
            case Int -> integer((ArrowType.Int) type);
            case FloatingPoint -> floating((ArrowType.FloatingPoint) type);
            case Decimal -> decimal((ArrowType.Decimal) type);
            case Utf8 -> "STRING";
            case Binary -> "BINARY";
            case Date -> ((ArrowType.Date) type).getUnit() == DateUnit.DAY ? "DATE" : "date64";
            case Timestamp -> timestamp((ArrowType.Timestamp) type);
            case List -> "ARRAY<" + typeOf(children.get(0)) + notNull(children.get(0)) + ">";
            case LargeList -> "large_list" + item(children);
            case ListView -> "list_view" + item(children);
            case LargeListView -> "large_list_view" + item(children);
            case FixedSizeList ->
                "fixed_size_list(" + ((ArrowType.FixedSizeList) type).getListSize() + ")" + item(children);
            case Struct ->
                children.stream()
                        .map(child -> name(child) + ": " + typeOf(child) + notNull(child))
                        .collect(Collectors.joining(", ", "STRUCT<", ">"));
            case Map -> map((ArrowType.Map) type, children.get(0).getChildren());
            case Union -> union((ArrowType.Union) type, children);
            case RunEndEncoded ->
                "run_end_encoded<run_ends:" + typeOf(children.get(0)) + ",values:" + typeOf(children.get(1)) + ">";
            default -> TypeTokens.token(field);
        };
    }

    private static String integer(ArrowType.Int type) {
        if (!type.getIsSigned()) {
            return "UINT" + type.getBitWidth();
        }
        return switch (type.getBitWidth()) {
            case 8 -> "TINYINT";
            case 16 -> "SMALLINT";
            case 32 -> "INT";
            default -> "BIGINT";
        };
    }

    private static String floating(ArrowType.FloatingPoint type) {
        if (type.getPrecision() == FloatingPointPrecision.HALF) {
            return "float16";
        }
        return type.getPrecision() == FloatingPointPrecision.SINGLE ? "FLOAT" : "DOUBLE";
    }

    private static String decimal(ArrowType.Decimal type) {
        return (type.getBitWidth() == 128 ? "DECIMAL(" : "decimal" + type.getBitWidth() + "(") + type.getPrecision()
                + "," + type.getScale() + ")";
    }

    private static String timestamp(ArrowType.Timestamp type) {
        if (type.getUnit() == TimeUnit.MICROSECOND && type.getTimezone() == null) {
            return "TIMESTAMP_NTZ";
        }
        if (type.getUnit() == TimeUnit.MICROSECOND && type.getTimezone().equals("UTC")) {
            return "TIMESTAMP";
        }
        return "timestamp(" + TypeTokens.unit(type.getUnit())
                + (type.getTimezone() == null ? "" : ",tz=" + type.getTimezone()) + ")";
    }

    private static String item(List<Field> children) {
        return "<" + child("item", children.get(0)) + ">";
    }

    private static String map(ArrowType.Map type, List<Field> entry) {
        if (type.getKeysSorted()) {
            return "map<" + child("key", entry.get(0)) + "," + child("value", entry.get(1)) + ">,keys_sorted";
        }
        return "MAP<" + typeOf(entry.get(0)) + ", " + typeOf(entry.get(1)) + notNull(entry.get(1)) + ">";
    }

    private static String union(ArrowType.Union type, List<Field> children) {
        StringBuilder text = new StringBuilder(type.getMode().name().toLowerCase(Locale.ROOT)).append("_union<");
        for (int i = 0; i < children.size(); i++) {
            Field child = children.get(i);
            text.append(i == 0 ? "" : ",")
                    .append(Unions.code(type, i))
                    .append('=')
                    .append(child(name(child), child));
        }
        return text.append('>').toString();
    }

    private static String child(String name, Field field) {
        return name + (field.isNullable() ? "?:" : ":") + typeOf(field);
    }

    private static String notNull(Field field) {
        return field.isNullable() ? "" : " NOT NULL";
    }

    private static String name(Field field) {
        String name = field.getName();
        boolean plain = !name.isEmpty() && name.chars().allMatch(c -> c == '_' || Character.isLetterOrDigit(c));
        return plain ? name : "`" + name.replace("`", "``") + "`";
    }
}
