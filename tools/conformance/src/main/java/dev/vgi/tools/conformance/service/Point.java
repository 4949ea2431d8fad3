package dev.vgi.tools.conformance.service;

/** A point of the plane: the record that others nest. */
public record Point(double x, double y) {}
