package dev.vgi.tools.conformance.service;

/** Records within a record. */
public record BoundingBox(Point topLeft, Point bottomRight, String label) {}
