package dev.vgi.protocol;

import dev.vgi.types.TypeTokens;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * The fingerprint of a protocol's wire surface, equal in all implementations for equal protocols (specification,
 * section 14).
 */
public final class ProtocolHash {
    private static final String DOMAIN = "vgi_rpc.protocol_hash.v1|";

    private ProtocolHash() {}

    /**
     * 64 lowercase hex digits.
     *
     * @param protocol the wire name
     * @param methods in any order
     * @throws dev.vgi.VgiException INVALID_ARGUMENT for an Arrow type that has no token
     */
    public static String of(String protocol, List<MethodDescription> methods) {
        byte[] hashed = (DOMAIN + preimage(protocol, methods)).getBytes(StandardCharsets.UTF_8);
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(hashed));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }

    /** What is hashed: RFC 8785 JSON of objects, arrays, strings and booleans. */
    static String preimage(String protocol, List<MethodDescription> methods) {
        List<Object> entries = new ArrayList<>();
        methods.stream()
                .sorted(Comparator.comparing(MethodDescription::name))
                .forEach(method -> entries.add(entry(method)));
        return CanonicalJson.of(Map.of("protocol", protocol, "methods", entries));
    }

    private static Map<String, Object> entry(MethodDescription method) {
        var entry = new TreeMap<String, Object>();
        entry.put("name", method.name());
        entry.put("type", method.kind().isStream() ? "stream" : "unary");
        entry.put("has_return", method.result() != null);
        entry.put("has_header", method.header() != null);
        entry.put("params", fields(method.parameters()));
        if (method.result() != null) {
            entry.put("result", fields(method.result()));
        }
        if (method.header() != null) {
            entry.put("header", fields(method.header()));
        }
        return entry;
    }

    private static List<Map<String, Object>> fields(Schema schema) {
        return schema.getFields().stream()
                .map(field -> Map.<String, Object>of(
                        "name", field.getName(), "nullable", field.isNullable(), "type", TypeTokens.token(field)))
                .toList();
    }
}
