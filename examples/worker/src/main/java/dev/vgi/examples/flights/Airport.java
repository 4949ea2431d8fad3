package dev.vgi.examples.flights;

import org.jspecify.annotations.Nullable;

/**
 * Represents an airport.
 *
 * @param iata its code
 * @param name its name
 * @param city null where it is unknown
 * @param state null where it is unknown
 * @param country its name
 * @param latitude in degrees, positive to the north
 * @param longitude in degrees, positive to the east
 */
public record Airport(
        String iata,
        String name,
        @Nullable String city,
        @Nullable String state,
        String country,
        double latitude,
        double longitude) {}
