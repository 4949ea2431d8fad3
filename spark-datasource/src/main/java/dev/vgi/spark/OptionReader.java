package dev.vgi.spark;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vgi.Code;
import dev.vgi.VgiException;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Options as they were given, read by type. Each error names the option, what it is and what was expected. */
final class OptionReader {
    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    private static final Pattern DURATION = Pattern.compile("(\\d{1,12})\\s*(ms|s|m|h)");
    private static final Pattern SIZE = Pattern.compile("(\\d{1,15})\\s*([kmg]?)b?");

    private final Map<String, String> values;

    private OptionReader(Map<String, String> values) {
        this.values = values;
    }

    /**
     * @param given names in their own case
     * @throws VgiException INVALID_ARGUMENT for a name that looks like a known one, but is none
     */
    static OptionReader of(Map<String, String> given, VgiOption.Use use) {
        UnknownOptionCheck.check(given.keySet(), use);
        return new OptionReader(new LinkedHashMap<>(given));
    }

    Optional<String> text(VgiOption option) {
        return text(option.key());
    }

    Optional<String> text(String name) {
        return values.entrySet().stream()
                .filter(entry -> entry.getKey().equalsIgnoreCase(name))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    /** Whether these are the options of a table in the session's catalog. */
    boolean isTableInCatalog() {
        return values.keySet().stream().anyMatch(UnknownOptionCheck::isInCatalog);
    }

    /** What follows the prefix, in its own case, with its value; sorted. */
    Map<String, String> prefixed(VgiOption option) {
        var found = new TreeMap<String, String>();
        values.forEach((name, value) -> {
            if (name.regionMatches(true, 0, option.key(), 0, option.key().length())) {
                found.put(name.substring(option.key().length()), value);
            }
        });
        return found;
    }

    int number(VgiOption option, int least, int most) {
        String text = text(option).orElse(option.defaultValue()).strip();
        return parse(option, text, "a number from " + least + " to " + most, value -> {
            int number = Integer.parseInt(value);
            require(number >= least && number <= most);
            return number;
        });
    }

    Duration duration(VgiOption option) {
        String text = text(option).orElse(option.defaultValue()).strip();
        return parse(option, text, "a time with its unit, such as 500ms, 10s, 5m or 1h", value -> {
            Matcher parts = DURATION.matcher(value.toLowerCase(Locale.ROOT));
            require(parts.matches());
            long amount = Long.parseLong(parts.group(1));
            return switch (parts.group(2)) {
                case "ms" -> Duration.ofMillis(amount);
                case "s" -> Duration.ofSeconds(amount);
                case "m" -> Duration.ofMinutes(amount);
                default -> Duration.ofHours(amount);
            };
        });
    }

    long bytes(VgiOption option) {
        String text = text(option).orElse(option.defaultValue()).strip();
        return parse(option, text, "a size, such as 1073741824, 512m or 1g", value -> {
            Matcher parts = SIZE.matcher(value.toLowerCase(Locale.ROOT));
            require(parts.matches());
            int shift = " kmg"
                            .indexOf(
                                    parts.group(2).isEmpty()
                                            ? ' '
                                            : parts.group(2).charAt(0))
                    * 10;
            return Math.multiplyExact(Long.parseLong(parts.group(1)), 1L << shift);
        });
    }

    boolean flag(VgiOption option) {
        String text = text(option).orElse(option.defaultValue()).strip().toLowerCase(Locale.ROOT);
        return parse(option, text, "true or false", value -> {
            require(value.equals("true") || value.equals("false"));
            return value.equals("true");
        });
    }

    <E extends Enum<E>> E choice(VgiOption option, Class<E> type) {
        String text = text(option).orElse(option.defaultValue()).strip();
        String choices = Arrays.stream(type.getEnumConstants())
                .map(choice -> choice.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", "));
        return parse(option, text, "one of " + choices, value -> Enum.valueOf(type, value.toUpperCase(Locale.ROOT)));
    }

    /** Names separated by commas; empty where the option was not given. */
    Optional<List<String>> names(VgiOption option) {
        return text(option).map(text -> {
            if (text.strip().equalsIgnoreCase("none")) {
                return List.of();
            }
            return Arrays.stream(text.split(",", -1)).map(String::strip).toList();
        });
    }

    /** A JSON object; an empty one where the option was not given. */
    Map<String, @Nullable Object> object(VgiOption option) {
        Map<String, @Nullable Object> none = new LinkedHashMap<>();
        Optional<String> text = text(option);
        return text.isEmpty()
                ? none
                : parse(option, text.get(), "a JSON object, such as {\"month\": 1}", OptionReader::row);
    }

    /** A JSON list of objects. */
    Optional<List<Map<String, @Nullable Object>>> objects(VgiOption option) {
        return text(option)
                .map(text -> parse(
                        option,
                        text,
                        "a JSON list of objects, such as [{\"month\": 1}, {\"month\": 2}]",
                        OptionReader::rows));
    }

    private static Map<String, @Nullable Object> row(String json) {
        return read(json, new TypeReference<>() {});
    }

    private static List<Map<String, @Nullable Object>> rows(String json) {
        return read(json, new TypeReference<>() {});
    }

    private static <T> T read(String json, TypeReference<T> type) {
        try {
            T value = JSON.readValue(json, type);
            require(value != null);
            return value;
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e.getOriginalMessage(), e);
        }
    }

    private static void require(boolean fits) {
        if (!fits) {
            throw new IllegalArgumentException();
        }
    }

    private static <T> T parse(VgiOption option, String text, String expected, Function<String, T> parser) {
        try {
            return parser.apply(text);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw VgiException.of(Code.INVALID_ARGUMENT, wrong(option, text, expected), e);
        }
    }

    private static String wrong(VgiOption option, String text, String expected) {
        return "option '" + option.key() + "' is '" + text + "', expected " + expected;
    }
}
