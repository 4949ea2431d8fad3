package dev.vgi.examples.flights;

/**
 * Holds the delays of all flights from one state to another.
 *
 * @param origin the state where they start
 * @param destination the state where they end
 * @param flights how many there are, at least 1
 * @param delay the sum of their delays in minutes; negative is early
 */
public record StateDelays(String origin, String destination, long flights, long delay) {
    /** Returns the mean delay in minutes; negative is early. */
    public double mean() {
        return (double) delay / flights;
    }
}
