package dev.vgi.tools.conformance.service;

/** A plain stream header. */
public record ConformanceHeader(long totalExpected, String description) {}
