package dev.vgi.tools.conformance.service;

import dev.vgi.types.WireDecimal;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Wide types inside of containers and as nulls. */
public record ContainerWideTypes(
        List<@WireDecimal(precision = 20, scale = 4) BigDecimal> listDecimal,
        List<LocalDate> listDate,
        List<LocalDateTime> listTimestamp,
        @Nullable LocalDate optionalDate,
        @Nullable @WireDecimal(precision = 20, scale = 4) BigDecimal optionalDecimal,
        @Nullable LocalDateTime optionalTimestamp,
        Map<String, @WireDecimal(precision = 20, scale = 4) BigDecimal> dictStrDecimal,
        Set<Long> frozensetInt,
        List<@Nullable Long> listOptionalInt) {}
