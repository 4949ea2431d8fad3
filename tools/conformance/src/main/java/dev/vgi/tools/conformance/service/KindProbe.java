package dev.vgi.tools.conformance.service;

import dev.vgi.service.CallContext;

/** Tells by what transport it was called. */
public interface KindProbe {
    /** {@code pipe}, {@code unix}, {@code tcp} or {@code http}. */
    String reportTransportKind(CallContext context);
}
