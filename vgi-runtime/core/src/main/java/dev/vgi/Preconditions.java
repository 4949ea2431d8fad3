package dev.vgi;

import java.time.Duration;
import java.util.regex.Pattern;

/**
 * Checks options against their bounds, with one wording for all of them. What does not fit is an INVALID_ARGUMENT. An
 * option is its name, or a {@link ClientOption}.
 */
public final class Preconditions {
    private Preconditions() {}

    /** The value, which is at least {@code least} and at most {@code most}. */
    public static long range(Object option, long value, long least, long most) {
        if (value < least || value > most) {
            throw VgiException.invalidArgument(Message.of(
                    option,
                    " is " + value + ", expected "
                            + (most == Long.MAX_VALUE ? "at least " + least : least + " to " + most)));
        }
        return value;
    }

    /** As {@link #range(String, long, long, long)}. */
    public static int range(Object option, int value, int least, int most) {
        if (value < least || value > most) {
            throw VgiException.invalidArgument(Message.of(
                    option,
                    " is " + value + ", expected "
                            + (most == Integer.MAX_VALUE ? "at least " + least : least + " to " + most)));
        }
        return value;
    }

    /** The duration, which has whole seconds and at least so many of them. */
    public static Duration seconds(Object option, Duration value, long least) {
        if (value.getNano() != 0 || value.getSeconds() < least) {
            throw VgiException.invalidArgument(Message.of(
                    option, " is " + Durations.text(value) + ", expected whole seconds, " + least + " or more"));
        }
        return value;
    }

    /** The duration, which is at least {@code least} and at most {@code most}. */
    public static Duration duration(Object option, Duration value, Duration least, Duration most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw VgiException.invalidArgument(Message.of(
                    option,
                    " is " + Durations.text(value) + ", expected " + Durations.text(least) + " to "
                            + Durations.text(most)));
        }
        return value;
    }

    /** The text, which matches. */
    public static String matching(Object option, String value, Pattern pattern, String expected) {
        if (!pattern.matcher(value).matches()) {
            throw VgiException.invalidArgument(Message.of(option, " is '" + value + "', expected " + expected));
        }
        return value;
    }

    /** The bytes, which are so many. */
    public static byte[] bytes(Object option, byte[] value, int length) {
        if (value.length != length) {
            throw VgiException.invalidArgument(Message.of(
                    option, " has " + value.length + " bytes, expected " + length + " from a good random source"));
        }
        return value;
    }
}
