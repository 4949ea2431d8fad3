package dev.vgi.tools.conformance.service;

import dev.vgi.service.VgiProtocol;

/**
 * The second protocol of every conformance worker. It has no version, and a method of the primary's name and signature,
 * so that a server which tells methods apart by their names alone, or holds all to one version, is found out.
 */
@VgiProtocol(name = Secondary.NAME)
public interface Secondary {
    String NAME = "conformance.Secondary.v1";

    /** {@code secondary:} and the value. */
    String echoString(String value);

    /**
     * Always fails.
     *
     * @param code the error's code
     * @param kind its kind; empty for none
     * @param retryDelaySeconds a delay to send with it, where positive
     */
    void fail(String code, String kind, double retryDelaySeconds);

    /** Always fails, with more details than fit. */
    void failOversized();
}
