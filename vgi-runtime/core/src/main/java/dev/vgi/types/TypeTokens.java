package dev.vgi.types;

import dev.vgi.VgiException;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.UnionMode;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;

/**
 * Writes and reads the canonical spelling of Arrow types, WIRE_PROTOCOL section 14: {@code timestamp(us,tz=UTC)},
 * {@code list<item?:int64>}. The names of list and map children are normalised to {@code item}, {@code key} and
 * {@code value}, as they are not part of a type.
 */
public final class TypeTokens {
    private TypeTokens() {}

    /**
     * Returns the token of a field's type. The field is in message format: a dictionary-encoded field has the type of
     * its values.
     *
     * @throws VgiException INVALID_ARGUMENT for a type that has no token
     */
    public static String token(Field field) {
        DictionaryEncoding dictionary = field.getDictionary();
        if (dictionary != null) {
            return "dictionary<index:" + integer(dictionary.getIndexType()) + ",value:"
                    + plainToken(field.getType(), field.getChildren()) + ">"
                    + (dictionary.isOrdered() ? ",ordered" : "");
        }
        return plainToken(field.getType(), field.getChildren());
    }

    /**
     * Reads a token back into a nullable field of this name, in message format. Dictionary ids count from 0 within the
     * field.
     *
     * @throws VgiException INVALID_ARGUMENT with the position of the first character that does not belong
     */
    public static Field parse(String name, String token) {
        return new TypeParser(token, TypeParser.Style.TOKEN).onlyType().field(name, true);
    }

    private static String plainToken(ArrowType type, List<Field> children) {
        return type.accept(new Tokens(children));
    }

    static String integer(ArrowType.Int type) {
        return (type.getIsSigned() ? "int" : "uint") + type.getBitWidth();
    }

    static String unit(TimeUnit unit) {
        return switch (unit) {
            case SECOND -> "s";
            case MILLISECOND -> "ms";
            case MICROSECOND -> "us";
            case NANOSECOND -> "ns";
        };
    }

    private static String child(String name, Field field) {
        return name + (field.isNullable() ? "?:" : ":") + token(field);
    }

    private static final class Tokens implements ArrowType.ArrowTypeVisitor<String> {
        private final List<Field> children;

        Tokens(List<Field> children) {
            this.children = children;
        }

        private String item() {
            return "<" + child("item", children.get(0)) + ">";
        }

        @Override
        public String visit(ArrowType.Null type) {
            return "null";
        }

        @Override
        public String visit(ArrowType.Bool type) {
            return "bool";
        }

        @Override
        public String visit(ArrowType.Int type) {
            return integer(type);
        }

        @Override
        public String visit(ArrowType.FloatingPoint type) {
            return switch (type.getPrecision()) {
                case HALF -> "float16";
                case SINGLE -> "float32";
                case DOUBLE -> "float64";
            };
        }

        @Override
        public String visit(ArrowType.Decimal type) {
            return switch (type.getBitWidth()) {
                case 128, 256 ->
                    "decimal" + type.getBitWidth() + "(" + type.getPrecision() + "," + type.getScale() + ")";
                default -> throw noToken(type);
            };
        }

        @Override
        public String visit(ArrowType.Utf8 type) {
            return "utf8";
        }

        @Override
        public String visit(ArrowType.LargeUtf8 type) {
            return "large_utf8";
        }

        @Override
        public String visit(ArrowType.Utf8View type) {
            return "utf8_view";
        }

        @Override
        public String visit(ArrowType.Binary type) {
            return "binary";
        }

        @Override
        public String visit(ArrowType.LargeBinary type) {
            return "large_binary";
        }

        @Override
        public String visit(ArrowType.BinaryView type) {
            return "binary_view";
        }

        @Override
        public String visit(ArrowType.FixedSizeBinary type) {
            return "fixed_size_binary(" + type.getByteWidth() + ")";
        }

        @Override
        public String visit(ArrowType.Date type) {
            return type.getUnit() == DateUnit.DAY ? "date32" : "date64";
        }

        @Override
        public String visit(ArrowType.Time type) {
            return "time" + type.getBitWidth() + "(" + unit(type.getUnit()) + ")";
        }

        @Override
        public String visit(ArrowType.Timestamp type) {
            String zone = type.getTimezone();
            return "timestamp(" + unit(type.getUnit()) + (zone == null ? "" : ",tz=" + zone) + ")";
        }

        @Override
        public String visit(ArrowType.Duration type) {
            return "duration(" + unit(type.getUnit()) + ")";
        }

        @Override
        public String visit(ArrowType.Interval type) {
            return switch (type.getUnit()) {
                case YEAR_MONTH -> "interval_months";
                case DAY_TIME -> "interval_day_time";
                case MONTH_DAY_NANO -> "interval_month_day_nano";
            };
        }

        @Override
        public String visit(ArrowType.List type) {
            return "list" + item();
        }

        @Override
        public String visit(ArrowType.LargeList type) {
            return "large_list" + item();
        }

        @Override
        public String visit(ArrowType.ListView type) {
            return "list_view" + item();
        }

        @Override
        public String visit(ArrowType.LargeListView type) {
            return "large_list_view" + item();
        }

        @Override
        public String visit(ArrowType.FixedSizeList type) {
            return "fixed_size_list(" + type.getListSize() + ")" + item();
        }

        @Override
        public String visit(ArrowType.Struct type) {
            List<String> fields = new ArrayList<>();
            for (Field child : children) {
                fields.add(child(child.getName(), child));
            }
            return "struct<" + String.join(",", fields) + ">";
        }

        @Override
        public String visit(ArrowType.Map type) {
            List<Field> entry = children.get(0).getChildren();
            return "map<" + child("key", entry.get(0)) + "," + child("value", entry.get(1)) + ">"
                    + (type.getKeysSorted() ? ",keys_sorted" : "");
        }

        @Override
        public String visit(ArrowType.Union type) {
            List<String> fields = new ArrayList<>();
            for (int i = 0; i < children.size(); i++) {
                Field child = children.get(i);
                fields.add(Unions.code(type, i) + "=" + child(child.getName(), child));
            }
            return (type.getMode() == UnionMode.Dense ? "dense" : "sparse") + "_union<" + String.join(",", fields)
                    + ">";
        }

        @Override
        public String visit(ArrowType.RunEndEncoded type) {
            return "run_end_encoded<run_ends:" + token(children.get(0)) + ",values:" + token(children.get(1)) + ">";
        }

        @Override
        public String visit(ArrowType.ExtensionType type) {
            return "extension(" + type.extensionName() + ")<" + plainToken(type.storageType(), children) + ">";
        }
    }

    private static VgiException noToken(ArrowType type) {
        return VgiException.invalidArgument(
                "found the Arrow type " + type + ", expected one that WIRE_PROTOCOL section 14 gives a type token");
    }
}
