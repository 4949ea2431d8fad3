package dev.vgi.protocol;

import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The version of a protocol's surface: {@code MAJOR.MINOR.PATCH}, without leading zeros, prereleases or build metadata
 * (specification, section 13).
 */
public record ProtocolVersion(int major, int minor, int patch) implements Comparable<ProtocolVersion> {
    private static final String NUMBER = "(0|[1-9][0-9]{0,8})";
    private static final Pattern FORM = Pattern.compile(NUMBER + "\\." + NUMBER + "\\." + NUMBER);
    private static final Comparator<ProtocolVersion> ORDER = Comparator.comparingInt(ProtocolVersion::major)
            .thenComparingInt(ProtocolVersion::minor)
            .thenComparingInt(ProtocolVersion::patch);

    /** The version that this text spells; null where it spells none. */
    public static @Nullable ProtocolVersion parse(String text) {
        Matcher matcher = FORM.matcher(text);
        return matcher.matches()
                ? new ProtocolVersion(
                        Integer.parseInt(matcher.group(1)),
                        Integer.parseInt(matcher.group(2)),
                        Integer.parseInt(matcher.group(3)))
                : null;
    }

    /** Whether peers of these versions understand each other: major and minor are equal. */
    public boolean isCompatibleWith(ProtocolVersion other) {
        return major == other.major && minor == other.minor;
    }

    @Override
    public int compareTo(ProtocolVersion other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return major + "." + minor + "." + patch;
    }
}
