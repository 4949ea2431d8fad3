package dev.vgi.net;

import dev.vgi.Redaction;
import java.util.regex.Pattern;

/** What pages for people say, without their markup and without credentials. */
public final class PageText {
    private static final Pattern UNSEEN = Pattern.compile("(?is)<!--.*?-->|<(style|script)\\b.*?</\\1>");
    private static final Pattern TAG = Pattern.compile("<[^<>]*>");
    private static final Pattern SPACE = Pattern.compile("\\s+");

    private PageText() {}

    /** The page's words on one line, as many as the limit has room for. */
    public static String of(String page, int limit) {
        String words = TAG.matcher(UNSEEN.matcher(page).replaceAll(" "))
                .replaceAll(" ")
                .replace("&nbsp;", " ")
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&quot;", "\"")
                .replace("&#39;", "'")
                .replace("&amp;", "&");
        String line = Redaction.text(SPACE.matcher(words).replaceAll(" ").strip());
        return line.length() > limit ? line.substring(0, limit) + "…" : line;
    }
}
