package dev.vgi.types;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.arrow.vector.PeriodDuration;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/** Random schemas of all types that can be written, and random rows of them, nulls included. */
final class RandomRows {
    private static final List<String> SCALARS = List.of(
            "bool",
            "int8",
            "int16",
            "int32",
            "int64",
            "uint8",
            "uint16",
            "uint32",
            "uint64",
            "float16",
            "float32",
            "float64",
            "decimal128(18,4)",
            "decimal128(38,0)",
            "decimal256(76,10)",
            "utf8",
            "large_utf8",
            "utf8_view",
            "binary",
            "large_binary",
            "binary_view",
            "fixed_size_binary(5)",
            "date32",
            "date64",
            "time32(s)",
            "time32(ms)",
            "time64(us)",
            "time64(ns)",
            "timestamp(s)",
            "timestamp(ms)",
            "timestamp(us)",
            "timestamp(ns)",
            "timestamp(s,tz=UTC)",
            "timestamp(ms,tz=+02:00)",
            "timestamp(us,tz=Europe/Berlin)",
            "timestamp(ns,tz=UTC)",
            "duration(s)",
            "duration(ms)",
            "duration(us)",
            "duration(ns)",
            "interval_months",
            "interval_day_time",
            "interval_month_day_nano",
            "dictionary<index:int16,value:utf8>",
            "dictionary<index:uint8,value:int64>",
            "dictionary<index:int64,value:utf8>,ordered");

    private final Random random;

    RandomRows(long seed) {
        random = new Random(seed);
    }

    Schema schema() {
        List<Field> fields = new ArrayList<>();
        DictionaryIds ids = new DictionaryIds();
        for (int i = random.nextInt(6); i >= 0; i--) {
            String type = type(3);
            boolean nullable = type.equals("null") || random.nextBoolean();
            fields.add(ids.renumber(TypeSpec.of(TypeTokens.parse("", type)).field("column_" + i, nullable)));
        }
        return new Schema(fields);
    }

    private String type(int depth) {
        if (depth == 0 || random.nextInt(3) > 0) {
            return random.nextInt(30) == 0 ? "null" : scalar();
        }
        return switch (random.nextInt(7)) {
            case 0 -> "list<" + child("item", depth) + ">";
            case 1 -> "large_list<" + child("item", depth) + ">";
            case 2 -> "fixed_size_list(2)<" + child("item", depth) + ">";
            case 3 -> "list_view<" + child("item", depth) + ">";
            case 4 -> "large_list_view<" + child("item", depth) + ">";
            case 5 -> "map<key:" + pick("utf8", "int32", "date32") + "," + child("value", depth) + ">";
            default -> "struct<" + child("a", depth) + "," + child("b", depth) + ">";
        };
    }

    private String child(String name, int depth) {
        String type = type(depth - 1);
        return name + (type.equals("null") || random.nextBoolean() ? "?:" : ":") + type;
    }

    private String scalar() {
        return SCALARS.get(random.nextInt(SCALARS.size()));
    }

    private String pick(String... choices) {
        return choices[random.nextInt(choices.length)];
    }

    List<Map<String, Object>> rows(Schema schema) {
        List<Map<String, Object>> rows = new ArrayList<>();
        for (int i = random.nextInt(20); i > 0; i--) {
            rows.add(struct(schema.getFields()));
        }
        return rows;
    }

    private Map<String, Object> struct(List<Field> fields) {
        Map<String, Object> row = new LinkedHashMap<>();
        for (Field field : fields) {
            row.put(field.getName(), value(field));
        }
        return row;
    }

    private Object value(Field field) {
        if (field.isNullable() && random.nextInt(4) == 0) {
            return null;
        }
        ArrowType type = field.getType();
        return switch (type.getTypeID()) {
            case Bool -> random.nextBoolean();
            case Int -> integer((ArrowType.Int) type);
            case FloatingPoint -> floating((ArrowType.FloatingPoint) type);
            case Decimal -> decimal((ArrowType.Decimal) type);
            case Utf8, LargeUtf8, Utf8View -> text();
            case Binary, LargeBinary, BinaryView -> bytes(random.nextInt(40));
            case FixedSizeBinary -> bytes(5);
            case Date -> LocalDate.ofEpochDay(random.nextInt());
            case Time ->
                LocalTime.ofNanoOfDay(exact(random.nextLong(86_400_000_000_000L), ((ArrowType.Time) type).getUnit()));
            case Timestamp -> timestamp((ArrowType.Timestamp) type);
            case Duration -> duration(((ArrowType.Duration) type).getUnit());
            case Interval -> interval((ArrowType.Interval) type);
            case List, LargeList, ListView, LargeListView -> list(field, random.nextInt(4));
            case FixedSizeList -> list(field, 2);
            case Struct -> struct(field.getChildren());
            case Map -> map(field.getChildren().get(0).getChildren());
            default -> null;
        };
    }

    private Object integer(ArrowType.Int type) {
        long bits = random.nextLong() >>> random.nextInt(64);
        return switch (TypeTokens.integer(type)) {
            case "int8" -> (byte) bits;
            case "int16" -> (short) bits;
            case "int32" -> (int) bits;
            case "int64" -> bits;
            case "uint8" -> (short) (bits & 0xFF);
            case "uint16" -> (int) (bits & 0xFFFF);
            case "uint32" -> bits & 0xFFFF_FFFFL;
            default -> new BigInteger(Long.toUnsignedString(bits));
        };
    }

    private Object floating(ArrowType.FloatingPoint type) {
        double[] special = {0.0, 65504, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY};
        double value = random.nextInt(8) == 0 ? special[random.nextInt(special.length)] : random.nextGaussian() * 100;
        return switch (type.getPrecision()) {
            case HALF -> HalfFloats.value(HalfFloats.bits(value));
            case SINGLE -> (float) value;
            case DOUBLE -> value;
        };
    }

    private BigDecimal decimal(ArrowType.Decimal type) {
        BigInteger limit = BigInteger.TEN.pow(type.getPrecision());
        BigInteger digits = new BigInteger(limit.bitLength() - 1, random).mod(limit);
        return new BigDecimal(random.nextBoolean() ? digits : digits.negate(), type.getScale());
    }

    private String text() {
        String[] parts = {"", "a", "plain text", "üñí", "\uD83D\uDE00", "\"quoted\"\n", "longer than twelve bytes"};
        return parts[random.nextInt(parts.length)] + parts[random.nextInt(parts.length)];
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private Object timestamp(ArrowType.Timestamp type) {
        long nanos = exact(random.nextLong(1_000_000_000L), type.getUnit());
        Instant instant = Instant.ofEpochSecond(random.nextLong(-9_000_000_000L, 9_000_000_000L), nanos);
        return type.getTimezone() == null ? LocalDateTime.ofInstant(instant, ZoneOffset.UTC) : instant;
    }

    private Duration duration(TimeUnit unit) {
        return Duration.ofSeconds(random.nextInt(), exact(random.nextLong(1_000_000_000L), unit));
    }

    private Object interval(ArrowType.Interval type) {
        Period months = Period.ofMonths(random.nextInt()).normalized();
        return switch (type.getUnit()) {
            case YEAR_MONTH -> months;
            case DAY_TIME -> new PeriodDuration(Period.ofDays(random.nextInt()), Duration.ofMillis(random.nextInt()));
            case MONTH_DAY_NANO ->
                new PeriodDuration(months.withDays(random.nextInt()), Duration.ofNanos(random.nextLong()));
        };
    }

    private List<Object> list(Field list, int size) {
        List<Object> elements = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            elements.add(value(list.getChildren().get(0)));
        }
        return elements;
    }

    private Map<Object, Object> map(List<Field> entry) {
        Map<Object, Object> map = new LinkedHashMap<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            map.put(value(entry.get(0)), value(entry.get(1)));
        }
        return map;
    }

    private static long exact(long nanos, TimeUnit unit) {
        return nanos - nanos % Times.nanos(unit);
    }
}
