package dev.vgi;

import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Removes credentials from what is shown to people. */
public final class Redaction {
    private static final Pattern USERINFO = Pattern.compile("(?<=://)[^/?#\\p{javaWhitespace}]*@");
    private static final Pattern SCHEME = Pattern.compile("\\s*(?:[a-zA-Z][a-zA-Z0-9+.-]*:)?//");
    private static final Pattern HOST =
            Pattern.compile("(?:[a-zA-Z0-9._~-]*|\\[[0-9a-fA-F:.%]*])(?::\\d*)?(?=[/?#\\s]|$)");
    private static final Pattern AFTER_PATH = Pattern.compile("[?#\\s].*", Pattern.DOTALL);
    private static final Pattern QUERY = Pattern.compile("[?#].*", Pattern.DOTALL);

    /** What the standard claims of OpenID Connect tell of a person; variants such as {@code work_email} too. */
    private static final Pattern PERSONAL = Pattern.compile(
            "(given_|family_|middle_|nick|preferred_user|^)name|profile|picture|website|email|gender|birthdate"
                    + "|phone|address");

    private static final Pattern SECRET = Pattern.compile("secret|password|token|key|authorization|cookie|credential");

    private Redaction() {}

    /**
     * A URL without userinfo, query and fragment; an address of another kind, such as {@code cmd:...}, as it is,
     * because what follows its scheme is a program.
     */
    public static String url(String url) {
        if (!url.contains("://")) {
            return url;
        }
        return QUERY.matcher(USERINFO.matcher(url).replaceAll("")).replaceAll("");
    }

    /**
     * What somebody gave for an address, and is none: without what may be userinfo, wherever it stands, and up to its
     * first space, query or fragment.
     */
    public static String refused(String given) {
        Matcher scheme = SCHEME.matcher(given);
        String rest = given.substring(scheme.lookingAt() ? scheme.end() : 0).strip();
        boolean beginsWithHost = HOST.matcher(rest).lookingAt();
        String shown = rest.substring(beginsWithHost ? 0 : rest.lastIndexOf('@') + 1);
        return given.substring(0, given.indexOf(rest)).strip()
                + AFTER_PATH.matcher(shown).replaceAll("");
    }

    /** A text in which every URL is without userinfo, query and fragment. */
    public static String text(String text) {
        String plain = USERINFO.matcher(text).replaceAll("");
        var shown = new StringBuilder(plain.length());
        int from = 0;
        // By hand: where others choose the text, an expression would start again at each of its letters.
        for (int at = plain.indexOf("://"); at >= 0; at = plain.indexOf("://", from)) {
            int query = end(plain, at + 3, true);
            shown.append(plain, from, query);
            from = end(plain, query, false);
        }
        return shown.append(plain, from, plain.length()).toString();
    }

    /** Where a URL ends, or before that its path. */
    private static int end(String text, int start, boolean path) {
        int end = start;
        while (end < text.length()
                && !Character.isWhitespace(text.charAt(end))
                && "\"'<>".indexOf(text.charAt(end)) < 0
                && !(path && "?#".indexOf(text.charAt(end)) >= 0)) {
            end++;
        }
        return end;
    }

    /**
     * The claims of a caller with those only named that sound like credentials or tell of a person, at any depth; texts
     * are as in {@link #text}. What is neither text, number, boolean, list nor map is given as its text.
     */
    public static Map<String, Object> claims(Map<String, ?> claims) {
        var shown = new TreeMap<String, Object>();
        claims.forEach((name, value) -> {
            String lower = name.toLowerCase(Locale.ROOT);
            boolean hidden =
                    SECRET.matcher(lower).find() || PERSONAL.matcher(lower).find();
            shown.put(name, hidden ? "[redacted]" : claim(value));
        });
        return shown;
    }

    private static Object claim(Object value) {
        if (value instanceof Map<?, ?> map) {
            var named = new TreeMap<String, Object>();
            map.forEach((name, inner) -> named.put(String.valueOf(name), inner));
            return claims(named);
        }
        if (value instanceof Collection<?> values) {
            return values.stream().map(Redaction::claim).toList();
        }
        return value instanceof Number || value instanceof Boolean ? value : text(String.valueOf(value));
    }

    /** Header or option values with those hidden whose names sound like credentials; sorted by name. */
    public static Map<String, String> values(Map<String, String> values) {
        var shown = new TreeMap<String, String>();
        values.forEach((name, value) ->
                shown.put(name, SECRET.matcher(name.toLowerCase(Locale.ROOT)).find() ? "*********(redacted)" : value));
        return shown;
    }
}
