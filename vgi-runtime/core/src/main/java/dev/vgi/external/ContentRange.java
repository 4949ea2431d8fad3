package dev.vgi.external;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The part of an object that an answer carries.
 *
 * @param first its first byte
 * @param last its last byte
 * @param length the bytes of the whole object; -1 where the store does not say
 */
record ContentRange(long first, long last, long length) {
    private static final Pattern FORM =
            Pattern.compile("\\s*bytes\\s+(\\d{1,18})-(\\d{1,18})/(\\d{1,18}|\\*)\\s*", Pattern.CASE_INSENSITIVE);

    /** Reads a header's value; empty where it names no range that can be. */
    static Optional<ContentRange> parse(@Nullable String value) {
        Matcher matcher = FORM.matcher(value == null ? "" : value);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        long length = matcher.group(3).equals("*") ? -1 : Long.parseLong(matcher.group(3));
        var range = new ContentRange(Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2)), length);
        return range.first <= range.last && (length < 0 || range.last < length) ? Optional.of(range) : Optional.empty();
    }

    boolean covers(long from, long to) {
        return first <= from && to <= last;
    }

    boolean isWhole() {
        return first == 0 && last == length - 1;
    }
}
