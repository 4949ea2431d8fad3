package dev.vgi.tools.conformance.service;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Every shape of value: scalars, containers, nested records, nulls. */
public record AllTypes(
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
        int annotatedInt32,
        float annotatedFloat32,
        List<List<Long>> nestedList,
        Map<String, String> dictStrStr) {}
