package dev.vgi.protocol;

import java.util.regex.Pattern;

/** The grammar of protocol names (specification, section 3.1). */
public final class ProtocolName {
    private static final Pattern GRAMMAR = Pattern.compile("[A-Za-z_][A-Za-z0-9_.]{0,254}");

    private ProtocolName() {}

    /** Whether a name may be a protocol's: {@code [A-Za-z_][A-Za-z0-9_.]*}, at most 255 bytes. */
    public static boolean isValid(String name) {
        return GRAMMAR.matcher(name).matches();
    }

    /** Whether only the framework itself may define a protocol of this name. */
    public static boolean isReserved(String name) {
        return name.startsWith(ProtocolSummary.RESERVED_PREFIX);
    }
}
