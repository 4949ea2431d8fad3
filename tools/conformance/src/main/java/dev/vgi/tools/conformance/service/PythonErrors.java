package dev.vgi.tools.conformance.service;

import dev.vgi.Code;
import dev.vgi.VgiException;

/** Errors under the names that the suite expects, which are Python's. */
final class PythonErrors {
    private PythonErrors() {}

    static VgiException valueError(String message) {
        return named("ValueError", message);
    }

    static VgiException runtimeError(String message) {
        return named("RuntimeError", message);
    }

    static VgiException typeError(String message) {
        return named("TypeError", message);
    }

    private static VgiException named(String type, String message) {
        return VgiException.builder(Code.UNKNOWN, message).remote(type, "").build();
    }
}
