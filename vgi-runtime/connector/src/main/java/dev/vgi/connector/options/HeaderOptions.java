package dev.vgi.connector.options;

import dev.vgi.VgiException;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The HTTP headers that a connector's options name. Those with credentials have an option of their own, whose name
 * tells the engine that its value is a secret.
 */
public final class HeaderOptions {
    /** Words that may be within others, {@code auth} but not in {@code author}, and words that may not. */
    private static final Pattern SECRET_NAME = Pattern.compile(
            "bearer|cookie|credential|jwt|key|pass(?:code|phrase|w)|pwd|secret|session|signature|token"
                    + "|auth(?!or(?!i[sz]))"
                    + "|(?<![a-z])(?:pass|sig)(?![a-z])",
            Pattern.CASE_INSENSITIVE);

    /** What a scheme stands before, JSON web tokens, and keys with the prefix of who has issued them. */
    private static final Pattern SECRET_VALUE = Pattern.compile(
            "\\s*(?:(?:apikey|basic|bearer|digest|negotiate|token|aws4-\\S+)\\s.*"
                    + "|eyJ[\\w-]+\\.[\\w-]+\\..*"
                    + "|(?:gh[oprsu]_|github_pat_|glpat-)\\S+.*"
                    + "|sk-\\S{8,}.*"
                    + "|(?-i:AKIA\\w+|ASIA[A-Z0-9]{16}).*)",
            Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    private HeaderOptions() {}

    /**
     * All headers.
     *
     * @param plain header names, and what they are set to, where anybody may see it
     * @param plainOption the option's prefix
     * @param secret those with credentials
     * @param secretOption the prefix of the option for them
     * @throws VgiException INVALID_ARGUMENT where a plain one looks like a credential, or a header is given twice
     */
    public static Map<String, String> of(
            Map<String, String> plain, String plainOption, Map<String, String> secret, String secretOption) {
        var headers = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        plain.forEach((name, value) -> {
            if (SECRET_NAME.matcher(name).find() || SECRET_VALUE.matcher(value).matches()) {
                throw VgiException.invalidArgument("option '" + plainOption + name + "' looks like a credential, and"
                        + " plans, logs and histories show what it says: use '" + secretOption + name
                        + "'. If it was given in a statement that is logged, replace the credential");
            }
            put(headers, name, value);
        });
        secret.forEach((name, value) -> put(headers, name, value));
        return headers;
    }

    private static void put(Map<String, String> headers, String name, String value) {
        if (headers.put(name, value) != null) {
            throw VgiException.invalidArgument("the header '" + name + "' is given twice, expected once");
        }
    }
}
