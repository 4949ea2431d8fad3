package dev.vgi.tools.conformance.service;

import dev.vgi.service.VgiProtocol;

/** Protocols whose names, in the order of their registration, no sorting gives. */
public final class OrderProbe {
    private OrderProbe() {}

    /** What both answer. */
    public static String pong() {
        return "pong";
    }

    /** Registered first, before {@link Secondary}. */
    @VgiProtocol(name = "zeta.Primary.v1")
    public interface Zeta {
        String ping();
    }

    /** Registered last. */
    @VgiProtocol(name = "alpha.Extra.v1")
    public interface Alpha {
        String ping();
    }
}
