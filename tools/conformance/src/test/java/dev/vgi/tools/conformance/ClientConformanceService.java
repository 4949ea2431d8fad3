package dev.vgi.tools.conformance;

import dev.vgi.arrow.Batch;
import dev.vgi.service.Exchange;
import dev.vgi.service.Producer;
import dev.vgi.service.VgiProtocol;
import java.nio.ByteBuffer;

/** The service of the reference's worker for clients, which checks what a client makes of values. */
@VgiProtocol(name = "ClientConformanceService")
interface ClientConformanceService {
    /** The fingerprint that the published worker gives this service. */
    String HASH = "e97f3929388bbefd5389fa0691040e44d9aa5b4deb998c3b5be59144fe87dbae";

    byte[] echoBytes(byte[] value);

    /** That many bytes, which count from 0 to 250 over and over. */
    byte[] largeResponse(long size);

    /** {@code count} batches of one row each. */
    Producer<Item> producerSequence(long count, long payloadBytes);

    /** A batch without rows, then one row. */
    Producer<Batch> producerZeroRowThenValue();

    /** Ends in the turn that gives its only batch. */
    Producer<Item> producerEmitAndFinish();

    Producer<Item> producerEmpty();

    /** Answers with what came. */
    Exchange<TypedRow, TypedRow> typedExchange();

    /** Opens a sticky session that holds a number. */
    long openClientSession(long initial);

    long incrementClientSession(long by);

    /** Ends the session; gives its last number. */
    long closeClientSession();

    /** A row of the producers. */
    record Item(long index, ByteBuffer payload) {}
}
