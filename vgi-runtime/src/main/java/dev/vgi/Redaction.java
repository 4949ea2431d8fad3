package dev.vgi;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Removes credentials from what is shown to people. */
public final class Redaction {
    private static final Pattern USERINFO = Pattern.compile("(?<=://)[^/?#\\s]*@");
    private static final Pattern QUERY = Pattern.compile("[?#].*", Pattern.DOTALL);
    private static final Pattern URL_QUERY = Pattern.compile("([a-z][a-z0-9+.-]*://[^\\s?#\"'<>]*)[?#][^\\s\"'<>]*");
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
        return URL_QUERY.matcher(USERINFO.matcher(text).replaceAll("")).replaceAll("$1");
    }

    /** Header or option values with those hidden whose names sound like credentials; sorted by name. */
    public static Map<String, String> values(Map<String, String> values) {
        var shown = new TreeMap<String, String>();
        values.forEach((name, value) ->
                shown.put(name, SECRET.matcher(name.toLowerCase(Locale.ROOT)).find() ? "*********(redacted)" : value));
        return shown;
    }
}
