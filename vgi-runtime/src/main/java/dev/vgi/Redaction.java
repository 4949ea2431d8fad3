package dev.vgi;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Removes credentials from what is shown to people. */
public final class Redaction {
    private static final Pattern USERINFO = Pattern.compile("(?<=://)[^/?#\\s]*@");
    private static final Pattern QUERY = Pattern.compile("[?#].*", Pattern.DOTALL);
    private static final Pattern SECRET = Pattern.compile("secret|password|token|key|authorization|cookie|credential");

    private Redaction() {}

    /**
     * A URL without userinfo, query and fragment; an address of another kind, such as {@code cmd:...}, as it is, because
     * what follows its scheme is a program.
     */
    public static String url(String url) {
        if (!url.contains("://")) {
            return url;
        }
        return QUERY.matcher(USERINFO.matcher(url).replaceAll("")).replaceAll("");
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

    /** Header or option values with those hidden whose names sound like credentials; sorted by name. */
    public static Map<String, String> values(Map<String, String> values) {
        var shown = new TreeMap<String, String>();
        values.forEach((name, value) ->
                shown.put(name, SECRET.matcher(name.toLowerCase(Locale.ROOT)).find() ? "*********(redacted)" : value));
        return shown;
    }
}
