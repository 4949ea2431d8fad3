package dev.vgi.storage;

import dev.vgi.arrow.Batch;
import dev.vgi.service.Exchange;
import dev.vgi.service.Producer;
import dev.vgi.service.VgiProtocol;

/** A service whose every answer can be too large for the wire. */
@VgiProtocol(name = "Large", version = "1.0.0")
public interface Large {
    /** A stream's header. */
    record Title(String text) {}

    String text(long length);

    long length(String text);

    /** Counts from zero, so many rows in each batch; the header has so many letters. */
    Producer.WithHeader<Title, Batch> numbers(long batches, long rows, long letters);

    Exchange<Batch, Batch> doubled();
}
