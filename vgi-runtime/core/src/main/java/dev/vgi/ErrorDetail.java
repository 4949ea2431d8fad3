package dev.vgi;

import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One typed detail of an error, such as {@code vgi_rpc.RetryInfo}: specifics that a program can act on. A detail of a
 * type that this release does not know is kept as it came.
 *
 * @param type the value of {@code @type}, never empty
 * @param fields the other fields as JSON values: strings, numbers, booleans, lists and maps; deeply unmodifiable
 */
public record ErrorDetail(String type, Map<String, Object> fields) implements Serializable {
    private static final long serialVersionUID = 1L;

    /** The type of {@link #retryInfo}. */
    public static final String RETRY_INFO = "vgi_rpc.RetryInfo";

    /** The type of {@link #badRequest}. */
    public static final String BAD_REQUEST = "vgi_rpc.BadRequest";

    /** The type of {@link #preconditionFailure}. */
    public static final String PRECONDITION_FAILURE = "vgi_rpc.PreconditionFailure";

    public ErrorDetail {
        if (type.isEmpty()) {
            throw new IllegalArgumentException("an error detail needs a type");
        }
        fields = copy(fields);
    }

    /** How long a caller waits before it tries again: finite and not negative. */
    public static ErrorDetail retryInfo(Duration delay) {
        if (delay.isNegative()) {
            throw new IllegalArgumentException("retry delay " + Durations.text(delay) + " is negative");
        }
        return new ErrorDetail(RETRY_INFO, Map.of("retry_delay_seconds", delay.toMillis() / 1000.0));
    }

    /** Which input was wrong, and why. */
    public static ErrorDetail badRequest(String field, String description) {
        return new ErrorDetail(
                BAD_REQUEST, Map.of("field_violations", List.of(Map.of("field", field, "description", description))));
    }

    /** Which state must change before the call can succeed. */
    public static ErrorDetail preconditionFailure(String violation, String subject, String description) {
        return new ErrorDetail(
                PRECONDITION_FAILURE,
                Map.of(
                        "violations",
                        List.of(Map.of("type", violation, "subject", subject, "description", description))));
    }

    /** The delay of a {@link #RETRY_INFO}; null for every other type and for a value that is no delay. */
    public @Nullable Duration retryDelay() {
        if (!type.equals(RETRY_INFO) || !(fields.get("retry_delay_seconds") instanceof Number seconds)) {
            return null;
        }
        double value = seconds.doubleValue();
        return Double.isFinite(value) && value >= 0 ? Duration.ofNanos((long) Math.min(value * 1e9, 9e18)) : null;
    }

    private static Map<String, Object> copy(Map<?, ?> source) {
        var copy = new LinkedHashMap<String, Object>();
        source.forEach((key, value) -> copy.put(String.valueOf(key), value(Objects.requireNonNullElse(value, ""))));
        return Collections.unmodifiableMap(copy);
    }

    private static Object value(Object value) {
        if (value instanceof Map<?, ?> map) {
            return copy(map);
        }
        if (value instanceof List<?> list) {
            var copy = new ArrayList<Object>(list.size());
            list.forEach(item -> copy.add(value(Objects.requireNonNullElse(item, ""))));
            return Collections.unmodifiableList(copy);
        }
        return value instanceof Number || value instanceof Boolean ? value : value.toString();
    }
}
