package dev.vgi.examples.flights;

/** Computes distances on a sphere as large as the earth. */
final class GreatCircle {
    private static final double EARTH_RADIUS_KM = 6371.0088;

    private GreatCircle() {}

    /**
     * Returns the great-circle distance in kilometres between two places, given in degrees, by the haversine formula.
     */
    static double kilometres(double latitude1, double longitude1, double latitude2, double longitude2) {
        double start = Math.toRadians(latitude1);
        double end = Math.toRadians(latitude2);
        double sinLatitude = Math.sin((end - start) / 2);
        double sinLongitude = Math.sin(Math.toRadians(longitude2 - longitude1) / 2);
        double chord = sinLatitude * sinLatitude + Math.cos(start) * Math.cos(end) * (sinLongitude * sinLongitude);
        return Math.asin(Math.sqrt(chord)) * (2 * EARTH_RADIUS_KM);
    }
}
