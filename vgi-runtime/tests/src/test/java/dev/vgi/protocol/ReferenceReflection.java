package dev.vgi.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.Objects;

/** What a Python worker of vgi-rpc 0.52.2 answers on reflection: it hosts Flights, another protocol and reflection. */
final class ReferenceReflection {
    static final JsonNode JSON = read();

    private ReferenceReflection() {}

    static byte[] listProtocols() {
        return bytes(JSON.get("list_protocols"));
    }

    static byte[] describe(String key) {
        return bytes(JSON.get(key).get("describe"));
    }

    static String hash(String key) {
        return JSON.get(key).get("hash").asText();
    }

    private static byte[] bytes(JsonNode text) {
        return Base64.getDecoder().decode(text.asText());
    }

    private static JsonNode read() {
        try (InputStream json = Objects.requireNonNull(
                ReferenceReflection.class.getResourceAsStream("reflection.json"), "reflection.json")) {
            return new ObjectMapper().readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
