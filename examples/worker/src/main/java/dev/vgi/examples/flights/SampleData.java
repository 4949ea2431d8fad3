package dev.vgi.examples.flights;

/** Holds the data, read on first use, once in each process. */
final class SampleData {
    private SampleData() {}

    static FlightTable flights() {
        return Flights.TABLE;
    }

    static AirportTable airports() {
        return Airports.TABLE;
    }

    private static final class Flights {
        static final FlightTable TABLE = FlightTable.read();
    }

    private static final class Airports {
        static final AirportTable TABLE = AirportTable.read();
    }
}
