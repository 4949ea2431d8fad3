package dev.vgi.protocol;

import java.util.Locale;

/** Whether a method may run twice for one call. The wire name is the constant's in lower case. */
public enum Idempotency {
    /** Nothing is known: assume the worst. */
    UNKNOWN,
    NO_SIDE_EFFECTS,
    IDEMPOTENT;

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Idempotency fromWire(String name) {
        for (Idempotency value : values()) {
            if (value.wireName().equals(name)) {
                return value;
            }
        }
        return UNKNOWN;
    }

    /** Whether a request whose answer was lost may be sent again. */
    public boolean allowsResend() {
        return this != UNKNOWN;
    }
}
