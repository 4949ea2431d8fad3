package dev.vgi.benchmarks;

import dev.vgi.arrow.Batch;
import dev.vgi.service.Exchange;
import dev.vgi.service.NoSideEffects;
import dev.vgi.service.VgiProtocol;

/** An exchange that costs its worker nothing but the time that it is told to take. */
@VgiProtocol(name = "Echo")
public interface Echo {
    /** The columns {@code id} and {@code name} as {@code id_back} and {@code name_back}, each batch after a pause. */
    @NoSideEffects
    Exchange<Batch, Batch> echo(long pauseMillis);
}
