package dev.vgi.tools.conformance.service;

/** An enum; it travels by name. */
public enum Status {
    PENDING,
    ACTIVE,
    CLOSED
}
