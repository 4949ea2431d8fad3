package dev.vgi.types;

import dev.vgi.VgiException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.IntervalUnit;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.UnionMode;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.jspecify.annotations.Nullable;

/**
 * Reads type tokens (WIRE_PROTOCOL section 14) and, in DDL style, Spark's type names and column lists as well. In a
 * token, the child {@code a:T} is not nullable and {@code a?:T} is; in DDL, a column or a struct's field is nullable
 * unless {@code NOT NULL} follows it.
 */
final class TypeParser {
    enum Style {
        TOKEN,
        DDL
    }

    private static final int MAX_DEPTH = 64;

    private final String text;
    private final Style style;
    private final DictionaryIds dictionaryIds = new DictionaryIds();
    private int position;
    private int depth;

    TypeParser(String text, Style style) {
        this.text = text;
        this.style = style;
    }

    /** One type and nothing behind it. */
    TypeSpec onlyType() {
        TypeSpec type = type();
        end();
        return type;
    }

    /** {@code name TYPE [NOT NULL], ...} up to the end; nothing at all is an empty list. */
    List<Field> columns() {
        List<Field> fields = new ArrayList<>();
        skipSpace();
        while (position < text.length()) {
            if (!fields.isEmpty()) {
                require(',');
            }
            String name = name();
            boolean marked = accept('?');
            accept(':');
            TypeSpec type = type();
            fields.add(type.field(name, marked || !acceptNotNull()));
        }
        return fields;
    }

    private TypeSpec type() {
        if (++depth > MAX_DEPTH) {
            throw error(position, "types nested at most " + MAX_DEPTH + " deep");
        }
        skipSpace();
        int start = position;
        String word = word();
        TypeSpec type = token(style == Style.DDL ? word.toLowerCase(Locale.ROOT) : word);
        if (type == null && style == Style.DDL) {
            type = spark(word.toUpperCase(Locale.ROOT));
        }
        if (type == null) {
            position = start;
            throw error(
                    start,
                    style == Style.DDL
                            ? "a type such as BIGINT, STRING, DECIMAL(18,4), ARRAY<STRING> or int64"
                            : "a type token such as int64, utf8, timestamp(us,tz=UTC) or list<item?:int64>");
        }
        depth--;
        return type;
    }

    private @Nullable TypeSpec spark(String word) {
        return switch (word) {
            case "BOOLEAN" -> TypeSpec.of(TypeSpec.BOOL);
            case "TINYINT", "BYTE" -> TypeSpec.of(TypeSpec.integer(8));
            case "SMALLINT", "SHORT" -> TypeSpec.of(TypeSpec.integer(16));
            case "INT", "INTEGER" -> TypeSpec.of(TypeSpec.integer(32));
            case "BIGINT", "LONG" -> TypeSpec.of(TypeSpec.integer(64));
            case "FLOAT", "REAL" -> TypeSpec.of(TypeSpec.FLOAT32);
            case "DOUBLE" -> TypeSpec.of(TypeSpec.FLOAT64);
            case "STRING" -> TypeSpec.of(TypeSpec.UTF8);
            case "DATE" -> TypeSpec.of(TypeSpec.DATE32);
            case "TIMESTAMP", "TIMESTAMP_LTZ" -> TypeSpec.of(TypeSpec.timestamp(TimeUnit.MICROSECOND, "UTC"));
            case "TIMESTAMP_NTZ" -> TypeSpec.of(TypeSpec.timestamp(TimeUnit.MICROSECOND, null));
            case "DECIMAL", "DEC", "NUMERIC" ->
                peek('(') ? decimal(128) : TypeSpec.of(new ArrowType.Decimal(10, 0, 128));
            case "ARRAY" -> array();
            case "MAP" -> map();
            default -> null;
        };
    }

    private @Nullable TypeSpec token(String word) {
        return switch (word) {
            case "null" -> TypeSpec.of(new ArrowType.Null());
            case "bool" -> TypeSpec.of(TypeSpec.BOOL);
            case "int8", "int16", "int32", "int64" -> TypeSpec.of(integer(word.substring(3), true));
            case "uint8", "uint16", "uint32", "uint64" -> TypeSpec.of(integer(word.substring(4), false));
            case "float16" -> TypeSpec.of(new ArrowType.FloatingPoint(FloatingPointPrecision.HALF));
            case "float32" -> TypeSpec.of(TypeSpec.FLOAT32);
            case "float64" -> TypeSpec.of(TypeSpec.FLOAT64);
            case "decimal128" -> decimal(128);
            case "decimal256" -> decimal(256);
            case "utf8" -> TypeSpec.of(TypeSpec.UTF8);
            case "large_utf8" -> TypeSpec.of(new ArrowType.LargeUtf8());
            case "utf8_view" -> TypeSpec.of(new ArrowType.Utf8View());
            case "binary" -> TypeSpec.of(TypeSpec.BINARY);
            case "large_binary" -> TypeSpec.of(new ArrowType.LargeBinary());
            case "binary_view" -> TypeSpec.of(new ArrowType.BinaryView());
            case "fixed_size_binary" -> TypeSpec.of(new ArrowType.FixedSizeBinary(parameter()));
            case "date32" -> TypeSpec.of(TypeSpec.DATE32);
            case "date64" -> TypeSpec.of(new ArrowType.Date(DateUnit.MILLISECOND));
            case "time32" -> time(32);
            case "time64" -> time(64);
            case "timestamp" -> style == Style.TOKEN || peek('(') ? timestamp() : null;
            case "duration" -> duration();
            case "interval_months" -> TypeSpec.of(new ArrowType.Interval(IntervalUnit.YEAR_MONTH));
            case "interval_day_time" -> TypeSpec.of(new ArrowType.Interval(IntervalUnit.DAY_TIME));
            case "interval_month_day_nano" -> TypeSpec.of(new ArrowType.Interval(IntervalUnit.MONTH_DAY_NANO));
            case "list" -> TypeSpec.of(new ArrowType.List(), item());
            case "large_list" -> TypeSpec.of(new ArrowType.LargeList(), item());
            case "list_view" -> TypeSpec.of(new ArrowType.ListView(), item());
            case "large_list_view" -> TypeSpec.of(new ArrowType.LargeListView(), item());
            case "fixed_size_list" -> TypeSpec.of(new ArrowType.FixedSizeList(parameter()), item());
            case "struct" -> struct();
            case "map" -> map();
            case "dense_union" -> union(UnionMode.Dense);
            case "sparse_union" -> union(UnionMode.Sparse);
            case "dictionary" -> dictionary();
            case "run_end_encoded" -> runEndEncoded();
            default -> null;
        };
    }

    private static ArrowType.Int integer(String bits, boolean signed) {
        return new ArrowType.Int(Integer.parseInt(bits), signed);
    }

    private TypeSpec decimal(int bits) {
        int start = position;
        require('(');
        int precision = number();
        int scale = accept(',') ? number() : 0;
        require(')');
        int most = bits == 128 ? 38 : 76;
        if (precision < 1 || precision > most || scale > precision) {
            throw error(start, "a precision of 1 to " + most + " and a scale that is not greater");
        }
        return TypeSpec.of(new ArrowType.Decimal(precision, scale, bits));
    }

    private TypeSpec time(int bits) {
        int start = position;
        require('(');
        TimeUnit unit = unit();
        require(')');
        boolean coarse = unit == TimeUnit.SECOND || unit == TimeUnit.MILLISECOND;
        if (coarse != (bits == 32)) {
            throw error(start, bits == 32 ? "the unit s or ms" : "the unit us or ns");
        }
        return TypeSpec.of(new ArrowType.Time(unit, bits));
    }

    private TypeSpec timestamp() {
        require('(');
        TimeUnit unit = unit();
        String zone = null;
        if (accept(',')) {
            if (!word().equals("tz")) {
                throw error(position, "tz=");
            }
            require('=');
            int close = text.indexOf(')', position);
            if (close <= position) {
                throw error(position, "a time zone and ')'");
            }
            zone = text.substring(position, close);
            position = close;
        }
        require(')');
        return TypeSpec.of(TypeSpec.timestamp(unit, zone));
    }

    private TypeSpec duration() {
        require('(');
        TimeUnit unit = unit();
        require(')');
        return TypeSpec.of(new ArrowType.Duration(unit));
    }

    private TimeUnit unit() {
        skipSpace();
        int start = position;
        return switch (word()) {
            case "s" -> TimeUnit.SECOND;
            case "ms" -> TimeUnit.MILLISECOND;
            case "us" -> TimeUnit.MICROSECOND;
            case "ns" -> TimeUnit.NANOSECOND;
            default -> throw error(start, "one of the units s, ms, us, ns");
        };
    }

    private Field item() {
        require('<');
        Field item = child("item");
        require('>');
        return item;
    }

    /** {@code name:T} or {@code name?:T}, under the name that is normal for it. */
    private Field child(String name) {
        skipSpace();
        int start = position;
        if (!name().equals(name)) {
            throw error(start, name + ": or " + name + "?:");
        }
        boolean nullable = accept('?');
        require(':');
        return type().field(name, nullable);
    }

    private TypeSpec array() {
        require('<');
        TypeSpec element = type();
        boolean notNull = acceptNotNull();
        require('>');
        return TypeSpec.list(element, !notNull);
    }

    private TypeSpec struct() {
        require('<');
        List<Field> fields = new ArrayList<>();
        while (!accept('>')) {
            if (!fields.isEmpty()) {
                require(',');
            }
            fields.add(structField());
        }
        return new TypeSpec(new ArrowType.Struct(), null, List.copyOf(fields));
    }

    private Field structField() {
        String name = name();
        boolean marked = accept('?');
        if (style == Style.TOKEN) {
            require(':');
            return type().field(name, marked);
        }
        accept(':');
        TypeSpec type = type();
        return type.field(name, marked || !acceptNotNull());
    }

    /** {@code map<key:K,value?:V>[,keys_sorted]}, or in DDL {@code MAP<K, V [NOT NULL]>}. */
    private TypeSpec map() {
        require('<');
        TypeSpec map;
        if (style == Style.TOKEN || lookingAt("key:")) {
            Field key = child("key");
            require(',');
            Field value = child("value");
            require('>');
            map = TypeSpec.map(TypeSpec.of(key), TypeSpec.of(value), value.isNullable(), acceptWord(",keys_sorted"));
        } else {
            TypeSpec key = type();
            require(',');
            TypeSpec value = type();
            boolean notNull = acceptNotNull();
            require('>');
            map = TypeSpec.map(key, value, !notNull, false);
        }
        return map;
    }

    private TypeSpec union(UnionMode mode) {
        require('<');
        List<Field> fields = new ArrayList<>();
        List<Integer> codes = new ArrayList<>();
        while (!accept('>')) {
            if (!fields.isEmpty()) {
                require(',');
            }
            codes.add(number());
            require('=');
            String name = name();
            boolean nullable = accept('?');
            require(':');
            fields.add(type().field(name, nullable));
        }
        int[] typeIds = codes.stream().mapToInt(Integer::intValue).toArray();
        return new TypeSpec(new ArrowType.Union(mode, typeIds), null, List.copyOf(fields));
    }

    private TypeSpec dictionary() {
        require('<');
        requireWord("index:");
        int start = position;
        TypeSpec index = type();
        if (!(index.type() instanceof ArrowType.Int indexType)) {
            throw error(start, "an integer type for the indices");
        }
        require(',');
        requireWord("value:");
        TypeSpec value = type();
        require('>');
        boolean ordered = acceptWord(",ordered");
        return new TypeSpec(value.type(), dictionaryIds.encoding(indexType, ordered), value.children());
    }

    private TypeSpec runEndEncoded() {
        require('<');
        requireWord("run_ends:");
        Field runEnds = type().field("run_ends", false);
        require(',');
        requireWord("values:");
        Field values = type().field("values", true);
        require('>');
        return TypeSpec.of(new ArrowType.RunEndEncoded(), runEnds, values);
    }

    private int parameter() {
        require('(');
        int value = number();
        require(')');
        return value;
    }

    private int number() {
        skipSpace();
        int start = position;
        while (position < text.length() && Character.isDigit(text.charAt(position))) {
            position++;
        }
        if (start == position || position - start > 9) {
            throw error(start, "a number of at most nine digits");
        }
        return Integer.parseInt(text, start, position, 10);
    }

    /** A plain name, or any text in backticks, which are doubled inside. */
    private String name() {
        skipSpace();
        if (position < text.length() && text.charAt(position) == '`') {
            return quotedName();
        }
        int start = position;
        while (position < text.length() && isNamePart(text.charAt(position))) {
            position++;
        }
        if (start == position) {
            throw error(start, "a name");
        }
        return text.substring(start, position);
    }

    private String quotedName() {
        StringBuilder name = new StringBuilder();
        int start = position++;
        while (position < text.length()) {
            char current = text.charAt(position++);
            if (current != '`') {
                name.append(current);
            } else if (position < text.length() && text.charAt(position) == '`') {
                name.append('`');
                position++;
            } else {
                return name.toString();
            }
        }
        throw error(start, "a closing backtick");
    }

    private String word() {
        skipSpace();
        int start = position;
        while (position < text.length()
                && (Character.isLetterOrDigit(text.charAt(position)) || text.charAt(position) == '_')) {
            position++;
        }
        return text.substring(start, position);
    }

    static boolean isNamePart(char c) {
        return Character.isLetterOrDigit(c) || c == '_' || c == '$' || c == '-' || c == '.';
    }

    private boolean acceptNotNull() {
        int start = position;
        if (style == Style.DDL && word().equalsIgnoreCase("NOT")) {
            if (word().equalsIgnoreCase("NULL")) {
                return true;
            }
            throw error(start, "NOT NULL");
        }
        position = start;
        return false;
    }

    private boolean lookingAt(String expected) {
        skipSpace();
        return text.startsWith(expected, position);
    }

    private boolean acceptWord(String expected) {
        if (text.startsWith(expected, position)) {
            position += expected.length();
            return true;
        }
        return false;
    }

    private void requireWord(String expected) {
        skipSpace();
        if (!acceptWord(expected)) {
            throw error(position, expected);
        }
    }

    private boolean peek(char expected) {
        skipSpace();
        return position < text.length() && text.charAt(position) == expected;
    }

    private boolean accept(char expected) {
        if (peek(expected)) {
            position++;
            return true;
        }
        return false;
    }

    private void require(char expected) {
        if (!accept(expected)) {
            throw error(position, "'" + expected + "'");
        }
    }

    private void skipSpace() {
        while (position < text.length() && Character.isWhitespace(text.charAt(position))) {
            position++;
        }
    }

    private void end() {
        skipSpace();
        if (position < text.length()) {
            throw error(position, "the end");
        }
    }

    private VgiException error(int at, String expected) {
        String found =
                at >= text.length() ? "the end" : "'" + text.substring(at, Math.min(text.length(), at + 20)) + "'";
        return VgiException.invalidArgument(
                "at position " + at + " of '" + text + "': found " + found + ", expected " + expected);
    }
}
