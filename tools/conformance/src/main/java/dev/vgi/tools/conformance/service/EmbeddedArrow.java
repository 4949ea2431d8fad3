package dev.vgi.tools.conformance.service;

import dev.vgi.arrow.Batch;
import org.apache.arrow.vector.types.pojo.Schema;

/** A batch, which its receiver closes, and a schema as values. */
public record EmbeddedArrow(Batch batch, Schema schema) {}
