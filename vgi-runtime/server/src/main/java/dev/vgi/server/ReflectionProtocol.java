package dev.vgi.server;

import dev.vgi.protocol.ReflectionFormat;
import dev.vgi.service.NoSideEffects;
import dev.vgi.service.VgiProtocol;

/** What a server tells of itself. It declares no version: a client of any version may ask. */
@VgiProtocol(name = ReflectionFormat.PROTOCOL)
interface ReflectionProtocol {
    /** The form of {@link dev.vgi.protocol.ProtocolList}. */
    @NoSideEffects
    byte[] listProtocols();

    /** The form of {@link dev.vgi.protocol.ServiceDescription}. */
    @NoSideEffects
    byte[] describe(String protocol);
}
