package dev.vgi.types;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.vgi.Code;
import dev.vgi.VgiException;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.temporal.Temporal;
import java.time.temporal.TemporalAmount;
import java.util.List;
import java.util.Map;
import org.apache.arrow.vector.PeriodDuration;
import org.jspecify.annotations.Nullable;

/** Writes plain Java objects as JSON, and reads JSON as plain Java objects with exact numbers. */
final class JsonText {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .build();

    private JsonText() {}

    @SuppressWarnings("unchecked")
    static Map<String, @Nullable Object> object(String json) {
        Object value = value(json);
        if (!(value instanceof Map<?, ?>)) {
            throw VgiException.invalidArgument("found " + (value == null ? "null" : ConversionException.show(value))
                    + " as JSON, expected an object");
        }
        return (Map<String, @Nullable Object>) value;
    }

    static @Nullable Object value(String json) {
        try {
            return MAPPER.readValue(json, Object.class);
        } catch (JsonProcessingException e) {
            String where = e.getLocation() == null
                    ? ""
                    : " at line " + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr();
            throw VgiException.of(
                    Code.INVALID_ARGUMENT, "found text that is not JSON" + where + ": " + e.getOriginalMessage(), e);
        } catch (NumberFormatException e) {
            throw VgiException.of(
                    Code.INVALID_ARGUMENT,
                    "found JSON with a number whose exponent is too large for a decimal number: " + e.getMessage(),
                    e);
        }
    }

    static String text(Map<String, ?> row) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = MAPPER.createGenerator(text)) {
            object(json, row);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    private static void value(JsonGenerator json, @Nullable Object value) throws IOException {
        if (value == null) {
            json.writeNull();
        } else if (value instanceof CharSequence text) {
            json.writeString(text.toString());
        } else if (value instanceof Boolean flag) {
            json.writeBoolean(flag);
        } else if (value instanceof Number number) {
            number(json, number);
        } else if (value instanceof byte[] bytes) {
            json.writeBinary(bytes);
        } else if (value instanceof ByteBuffer buffer) {
            json.writeBinary(Conversions.binary(buffer));
        } else if (value instanceof List<?> list) {
            list(json, list);
        } else if (value instanceof Map<?, ?> map) {
            map(json, map);
        } else {
            json.writeString(time(value));
        }
    }

    private static void number(JsonGenerator json, Number number) throws IOException {
        if (number instanceof BigDecimal decimal) {
            json.writeNumber(decimal);
        } else if (number instanceof BigInteger big) {
            json.writeNumber(big);
        } else if (number instanceof Double wide) {
            if (Double.isFinite(wide)) {
                json.writeNumber(wide);
            } else {
                json.writeString(wide.toString());
            }
        } else if (number instanceof Float narrow) {
            if (Float.isFinite(narrow)) {
                json.writeNumber(narrow);
            } else {
                json.writeString(narrow.toString());
            }
        } else {
            json.writeNumber(number.longValue());
        }
    }

    private static void list(JsonGenerator json, List<?> list) throws IOException {
        json.writeStartArray();
        for (Object each : list) {
            value(json, (@Nullable Object) each);
        }
        json.writeEndArray();
    }

    /** Writes an object where all keys are texts, otherwise a list of pairs. */
    private static void map(JsonGenerator json, Map<?, ?> map) throws IOException {
        if (map.keySet().stream().allMatch(String.class::isInstance)) {
            object(json, map);
            return;
        }
        json.writeStartArray();
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            json.writeStartArray();
            value(json, (@Nullable Object) entry.getKey());
            value(json, (@Nullable Object) entry.getValue());
            json.writeEndArray();
        }
        json.writeEndArray();
    }

    private static void object(JsonGenerator json, Map<?, ?> map) throws IOException {
        json.writeStartObject();
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            json.writeFieldName((String) entry.getKey());
            value(json, (@Nullable Object) entry.getValue());
        }
        json.writeEndObject();
    }

    private static String time(Object value) {
        if (value instanceof PeriodDuration interval) {
            return Times.text(interval);
        }
        if (value instanceof Temporal || value instanceof TemporalAmount) {
            return value.toString();
        }
        throw VgiException.invalidArgument(
                "found a " + value.getClass().getName() + ", expected a value as Values.row gives it");
    }
}
