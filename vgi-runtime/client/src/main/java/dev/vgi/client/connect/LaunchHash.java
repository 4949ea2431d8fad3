package dev.vgi.client.connect;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Computes the hash by which two launched workers are the same: of the command, the working directory and the variables
 * {@code VGI_RPC_*}. All launchers agree on it: the first 16 hex digits of the SHA-256 of compact JSON in ASCII with
 * sorted keys.
 */
final class LaunchHash {
    private static final String VARIABLES = "VGI_RPC_";

    private LaunchHash() {}

    static String of(List<String> command, String workingDirectory, Map<String, String> environment) {
        var variables = new TreeMap<String, String>();
        environment.forEach((name, value) -> {
            if (name.startsWith(VARIABLES)) {
                variables.put(name, value);
            }
        });
        var json = new StringBuilder("{\"cmd\":[");
        String separator = "";
        for (String word : command) {
            json.append(separator);
            quote(json, word);
            separator = ",";
        }
        json.append("],\"cwd\":");
        quote(json, workingDirectory);
        json.append(",\"env\":{");
        separator = "";
        for (Map.Entry<String, String> variable : variables.entrySet()) {
            json.append(separator);
            quote(json, variable.getKey());
            json.append(':');
            quote(json, variable.getValue());
            separator = ",";
        }
        json.append("}}");
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(json.toString().getBytes(StandardCharsets.US_ASCII));
            return HexFormat.of().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Writes a string as Python's json does: everything beyond ASCII as UTF-16 escapes. */
    private static void quote(StringBuilder json, String text) {
        json.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> json.append("\\\"");
                case '\\' -> json.append("\\\\");
                case '\n' -> json.append("\\n");
                case '\r' -> json.append("\\r");
                case '\t' -> json.append("\\t");
                case '\b' -> json.append("\\b");
                case '\f' -> json.append("\\f");
                default -> {
                    if (c < ' ' || c > '~') {
                        json.append("\\u%04x".formatted((int) c));
                    } else {
                        json.append(c);
                    }
                }
            }
        }
        json.append('"');
    }
}
