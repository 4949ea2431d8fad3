package dev.vgi.tools.conformance;

import dev.vgi.types.WireDecimal;
import dev.vgi.types.WireType;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A row of the reference's typed exchange: each column, and each value inside of one, may be null. */
record TypedRow(
        @Nullable Double nullableFloat,
        @Nullable List<@Nullable String> tags,

        @Nullable @WireType("dictionary<index:int16,value:utf8>")
        String category,

        @Nullable Instant eventTime,
        @Nullable @WireDecimal(precision = 18, scale = 4) BigDecimal amount,
        @Nullable Nested nested) {

    static final TypedRow NULLS = new TypedRow(null, null, null, null, null, null);

    /** A struct inside of a row. */
    record Nested(@Nullable String name, @Nullable List<@Nullable Integer> scores) {}
}
