package dev.vgi.protocol;

import java.util.Locale;

/** By what a call came. The wire name is the constant's in lower case. */
public enum TransportKind {
    PIPE,
    UNIX,
    TCP,
    HTTP;

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
