package dev.vgi.protocol;

/** By what a call came. The wire name is the constant's in lower case. */
public enum TransportKind {
    PIPE,
    UNIX,
    TCP,
    HTTP;

    public String wireName() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
