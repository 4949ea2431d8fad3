package dev.vgi.tools.conformance.service;

import dev.vgi.service.CallContext;
import dev.vgi.service.VgiProtocol;

/** Tells callers who they are. */
@VgiProtocol(name = "conformance.Whoami.v1")
public interface Whoami {
    /** A JSON object with sorted keys: authenticated, claims, domain, principal. */
    String whoami(CallContext context);
}
