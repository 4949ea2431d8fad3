package dev.vgi.protocol;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vgi.Code;
import dev.vgi.VgiException;
import org.jspecify.annotations.Nullable;

/** The JSON inside metadata values. */
final class Json {
    static final ObjectMapper MAPPER = new ObjectMapper();

    private Json() {}

    static String write(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw VgiException.of(Code.INTERNAL, "a value has no JSON form: " + e.getOriginalMessage(), e);
        }
    }

    /** The object in this text; an empty one where there is none. */
    static ObjectNode object(@Nullable String text) {
        return read(text) instanceof ObjectNode object ? object : MAPPER.createObjectNode();
    }

    /** The value in this text; null where it has none. */
    static @Nullable JsonNode read(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            return null;
        }
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            return null;
        }
    }
}
