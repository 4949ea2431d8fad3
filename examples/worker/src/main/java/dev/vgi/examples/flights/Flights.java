package dev.vgi.examples.flights;

import dev.vgi.arrow.Batch;
import dev.vgi.service.Exchange;
import dev.vgi.service.NoSideEffects;
import dev.vgi.service.Producer;
import dev.vgi.service.VgiProtocol;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Declares the service that clients call: flights in the USA from January to June 2001, and the airports. */
@VgiProtocol(name = "Flights", version = "1.0.0")
public interface Flights {
    /**
     * Returns the flights, ordered by date: {@code date}, {@code delay} in minutes, {@code distance} in miles,
     * {@code origin} and {@code destination}, none of them null.
     *
     * @param month only this month, 1 to 12; null for all
     * @param vgiColumns only these columns, in this order; null for all, none for batches that only count rows
     * @param vgiLimit at most this many rows, 0 or more; null for all
     */
    @NoSideEffects
    Producer<Batch> flights(@Nullable Long month, @Nullable List<@Nullable String> vgiColumns, @Nullable Long vgiLimit);

    /** Returns the months that have flights: each row is one split of {@link #flights}. */
    @NoSideEffects
    Producer<Split> flightSplits();

    /**
     * Turns {@code origin} and {@code destination} into city, state, latitude and longitude of each, and the distance
     * between them in kilometres, row for row. What cannot be looked up, because the code is null or unknown, is null.
     */
    @NoSideEffects
    Exchange<Batch, Batch> enrich();

    /**
     * Looks up an airport by its code, as in {@code JFK}.
     *
     * @throws dev.vgi.VgiException NOT_FOUND of kind {@code airport_not_found}
     */
    @NoSideEffects
    Airport airport(String iata);

    /**
     * Represents one split of {@link #flights}: its components are that method's arguments of the same names.
     *
     * @param month 1 to 12
     */
    record Split(long month) {}
}
