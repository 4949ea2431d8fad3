package dev.vgi.protocol;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** RFC 8785 (JCS) JSON of maps, lists, strings and booleans. It has no numbers, so that their rules never apply. */
final class CanonicalJson {
    private CanonicalJson() {}

    static String of(Object value) {
        var text = new StringBuilder();
        write(text, value);
        return text.toString();
    }

    private static void write(StringBuilder text, Object value) {
        if (value instanceof String string) {
            writeString(text, string);
        } else if (value instanceof Boolean) {
            text.append(value);
        } else if (value instanceof List<?> list) {
            writeList(text, list);
        } else if (value instanceof Map<?, ?> map) {
            writeMap(text, map);
        } else {
            throw new IllegalArgumentException("canonical JSON without numbers cannot hold a " + value.getClass());
        }
    }

    private static void writeList(StringBuilder text, List<?> list) {
        text.append('[');
        for (Iterator<?> items = list.iterator(); items.hasNext(); ) {
            write(text, items.next());
            text.append(items.hasNext() ? "," : "");
        }
        text.append(']');
    }

    /** Keys are in the order of their UTF-16 code units, which is that of Java's strings. */
    private static void writeMap(StringBuilder text, Map<?, ?> map) {
        var sorted = new TreeMap<String, Object>();
        map.forEach((key, value) -> sorted.put((String) key, value));
        text.append('{');
        String separator = "";
        for (Map.Entry<String, Object> entry : sorted.entrySet()) {
            text.append(separator);
            writeString(text, entry.getKey());
            text.append(':');
            write(text, entry.getValue());
            separator = ",";
        }
        text.append('}');
    }

    private static void writeString(StringBuilder text, String value) {
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            char each = value.charAt(i);
            switch (each) {
                case '"' -> text.append("\\\"");
                case '\\' -> text.append("\\\\");
                case '\b' -> text.append("\\b");
                case '\t' -> text.append("\\t");
                case '\n' -> text.append("\\n");
                case '\f' -> text.append("\\f");
                case '\r' -> text.append("\\r");
                default -> {
                    if (each < ' ') {
                        text.append(String.format("\\u%04x", (int) each));
                    } else {
                        text.append(each);
                    }
                }
            }
        }
        text.append('"');
    }
}
