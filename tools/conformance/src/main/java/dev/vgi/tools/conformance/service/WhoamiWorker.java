package dev.vgi.tools.conformance.service;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.vgi.protocol.Principal;
import dev.vgi.service.CallContext;
import java.util.Map;

/** Writes the caller down. */
public final class WhoamiWorker implements Whoami {
    private static final ObjectMapper JSON =
            new ObjectMapper().configure(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS, true);

    @Override
    public String whoami(CallContext context) {
        Principal caller = context.principal();
        try {
            return JSON.writeValueAsString(Map.of(
                    "authenticated", caller.isAuthenticated(),
                    "claims", caller.claims(),
                    "domain", caller.domain(),
                    "principal", caller.name()));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("claims are text, numbers, lists and maps", e);
        }
    }
}
