package dev.vgi.tools.conformance.service;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A stream header of many types. */
public record RichHeader(
        String strField,
        ByteBuffer bytesField,
        long intField,
        double floatField,
        boolean boolField,
        List<Long> listOfInt,
        List<String> listOfStr,
        Map<String, Long> dictField,
        Status enumField,
        Point nestedPoint,
        @Nullable String optionalStr,
        @Nullable Long optionalInt,
        @Nullable Point optionalNested,
        List<Point> listOfNested,
        List<List<Long>> nestedList,
        int annotatedInt32,
        float annotatedFloat32,
        Map<String, String> dictStrStr) {
    private static final List<Status> STATUSES = List.of(Status.PENDING, Status.ACTIVE, Status.CLOSED);

    /** The header that every implementation of the suite makes of a seed. */
    public static RichHeader of(long seed) {
        return new RichHeader(
                "seed-" + seed,
                ByteBuffer.wrap(new byte[] {(byte) seed, (byte) (seed + 1), (byte) (seed + 2)}),
                seed * 7,
                seed * 1.5,
                seed % 2 == 0,
                List.of(seed, seed + 1, seed + 2),
                List.of("item-" + seed, "item-" + (seed + 1)),
                Map.of("a", seed, "b", seed + 1),
                STATUSES.get(Math.floorMod(seed, 3)),
                new Point(seed, seed * 2),
                seed % 2 == 0 ? "opt-" + seed : null,
                Math.floorMod(seed, 2) == 1 ? seed * 3 : null,
                seed % 3 == 0 ? new Point(seed, 0) : null,
                List.of(new Point(seed, seed + 1)),
                List.of(List.of(seed, seed + 1), List.of(seed + 2)),
                Math.floorMod(seed, 1000),
                (float) (seed / 3.0),
                Map.of("key", "val-" + seed));
    }
}
