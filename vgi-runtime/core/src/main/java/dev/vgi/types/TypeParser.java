package dev.vgi.types;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
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

    private final TextCursor text;
    private final Style style;
    private final DictionaryIds dictionaryIds = new DictionaryIds();
    private int depth;

    TypeParser(String text, Style style) {
        this.text = new TextCursor(text);
        this.style = style;
    }

    /** Reads one type and nothing behind it. */
    TypeSpec onlyType() {
        TypeSpec type = type();
        text.end();
        return type;
    }

    /** Reads {@code name TYPE [NOT NULL], ...} up to the end; nothing at all is an empty list. */
    List<Field> columns() {
        List<Field> fields = new ArrayList<>();
        Set<String> names = new HashSet<>();
        while (!text.atEnd()) {
            if (!fields.isEmpty()) {
                text.require(',');
            }
            int start = text.position();
            String name = text.name();
            if (!names.add(name)) {
                throw text.error(start, "a name that is not used before");
            }
            boolean marked = text.accept('?');
            text.accept(':');
            TypeSpec type = type();
            fields.add(type.field(name, marked || !acceptNotNull()));
        }
        return fields;
    }

    private TypeSpec type() {
        if (++depth > MAX_DEPTH) {
            throw text.error(text.position(), "types nested at most " + MAX_DEPTH + " deep");
        }
        int start = text.position();
        String word = text.word();
        TypeSpec type = token(style == Style.DDL ? word.toLowerCase(Locale.ROOT) : word);
        if (type == null && style == Style.DDL) {
            type = spark(word.toUpperCase(Locale.ROOT));
        }
        if (type == null) {
            throw text.error(
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
                text.peek('(') ? decimal(128) : TypeSpec.of(new ArrowType.Decimal(10, 0, 128));
            case "ARRAY" -> array();
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
            case "timestamp" -> style == Style.TOKEN || text.peek('(') ? timestamp() : null;
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
        int start = text.position();
        text.require('(');
        int precision = text.number();
        int scale = text.accept(',') ? text.number() : 0;
        text.require(')');
        int most = bits == 128 ? 38 : 76;
        if (precision < 1 || precision > most || scale > precision) {
            throw text.error(start, "a precision of 1 to " + most + " and a scale that is not greater");
        }
        return TypeSpec.of(new ArrowType.Decimal(precision, scale, bits));
    }

    private TypeSpec time(int bits) {
        int start = text.position();
        text.require('(');
        TimeUnit unit = unit();
        text.require(')');
        boolean coarse = unit == TimeUnit.SECOND || unit == TimeUnit.MILLISECOND;
        if (coarse != (bits == 32)) {
            throw text.error(start, bits == 32 ? "the unit s or ms" : "the unit us or ns");
        }
        return TypeSpec.of(new ArrowType.Time(unit, bits));
    }

    private TypeSpec timestamp() {
        text.require('(');
        TimeUnit unit = unit();
        String zone = null;
        if (text.accept(',')) {
            if (!text.word().equals("tz")) {
                throw text.error(text.position(), "tz=");
            }
            text.require('=');
            zone = text.until(')', "a time zone and ')'");
        }
        text.require(')');
        return TypeSpec.of(TypeSpec.timestamp(unit, zone));
    }

    private TypeSpec duration() {
        text.require('(');
        TimeUnit unit = unit();
        text.require(')');
        return TypeSpec.of(new ArrowType.Duration(unit));
    }

    private TimeUnit unit() {
        int start = text.position();
        return switch (text.word()) {
            case "s" -> TimeUnit.SECOND;
            case "ms" -> TimeUnit.MILLISECOND;
            case "us" -> TimeUnit.MICROSECOND;
            case "ns" -> TimeUnit.NANOSECOND;
            default -> throw text.error(start, "one of the units s, ms, us, ns");
        };
    }

    private Field item() {
        text.require('<');
        Field item = child("item");
        text.require('>');
        return item;
    }

    /** Reads {@code name:T} or {@code name?:T}, under the name that is normal for it. */
    private Field child(String name) {
        int start = text.position();
        if (!text.name().equals(name)) {
            throw text.error(start, name + ": or " + name + "?:");
        }
        boolean nullable = text.accept('?');
        text.require(':');
        return type().field(name, nullable);
    }

    private TypeSpec array() {
        text.require('<');
        TypeSpec element = type();
        boolean notNull = acceptNotNull();
        text.require('>');
        return TypeSpec.list(element, !notNull);
    }

    private TypeSpec struct() {
        text.require('<');
        List<Field> fields = new ArrayList<>();
        while (!text.accept('>')) {
            if (!fields.isEmpty()) {
                text.require(',');
            }
            fields.add(structField());
        }
        return new TypeSpec(new ArrowType.Struct(), null, List.copyOf(fields));
    }

    private Field structField() {
        String name = text.name();
        boolean marked = text.accept('?');
        if (style == Style.TOKEN) {
            text.require(':');
            return type().field(name, marked);
        }
        text.accept(':');
        TypeSpec type = type();
        return type.field(name, marked || !acceptNotNull());
    }

    /** Reads {@code map<key:K,value?:V>[,keys_sorted]}, or in DDL {@code MAP<K, V [NOT NULL]>}. */
    private TypeSpec map() {
        text.require('<');
        TypeSpec map;
        if (style == Style.TOKEN || text.lookingAt("key:")) {
            Field key = child("key");
            text.require(',');
            Field value = child("value");
            text.require('>');
            map = TypeSpec.map(
                    TypeSpec.of(key), TypeSpec.of(value), value.isNullable(), text.acceptWord(",keys_sorted"));
        } else {
            TypeSpec key = type();
            text.require(',');
            TypeSpec value = type();
            boolean notNull = acceptNotNull();
            text.require('>');
            map = TypeSpec.map(key, value, !notNull, false);
        }
        return map;
    }

    private TypeSpec union(UnionMode mode) {
        text.require('<');
        List<Field> fields = new ArrayList<>();
        List<Integer> codes = new ArrayList<>();
        while (!text.accept('>')) {
            if (!fields.isEmpty()) {
                text.require(',');
            }
            codes.add(text.number());
            text.require('=');
            String name = text.name();
            boolean nullable = text.accept('?');
            text.require(':');
            fields.add(type().field(name, nullable));
        }
        int[] typeIds = codes.stream().mapToInt(Integer::intValue).toArray();
        return new TypeSpec(new ArrowType.Union(mode, typeIds), null, List.copyOf(fields));
    }

    private TypeSpec dictionary() {
        text.require('<');
        text.requireWord("index:");
        int start = text.position();
        TypeSpec index = type();
        if (!(index.type() instanceof ArrowType.Int indexType)) {
            throw text.error(start, "an integer type for the indices");
        }
        text.require(',');
        text.requireWord("value:");
        TypeSpec value = type();
        text.require('>');
        boolean ordered = text.acceptWord(",ordered");
        return new TypeSpec(value.type(), dictionaryIds.encoding(indexType, ordered), value.children());
    }

    private TypeSpec runEndEncoded() {
        text.require('<');
        text.requireWord("run_ends:");
        Field runEnds = type().field("run_ends", false);
        text.require(',');
        text.requireWord("values:");
        Field values = type().field("values", true);
        text.require('>');
        return TypeSpec.of(new ArrowType.RunEndEncoded(), runEnds, values);
    }

    private int parameter() {
        text.require('(');
        int value = text.number();
        text.require(')');
        return value;
    }

    private boolean acceptNotNull() {
        return style == Style.DDL && text.acceptWords("NOT", "NULL");
    }
}
