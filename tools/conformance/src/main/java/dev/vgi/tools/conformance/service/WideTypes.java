package dev.vgi.tools.conformance.service;

import dev.vgi.types.ArrowType;
import dev.vgi.types.Decimal;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;

/** Every width of number, date, time, text and bytes. */
public record WideTypes(
        byte int8Field,
        short int16Field,
        int int32Field,
        @ArrowType("uint8") short uint8Field,
        @ArrowType("uint16") int uint16Field,
        @ArrowType("uint32") long uint32Field,
        @ArrowType("uint64") BigInteger uint64Field,
        float float32Field,
        LocalDate dateField,
        LocalDateTime timestampField,
        Instant timestampUtcField,
        LocalTime timeField,
        Duration durationField,
        @Decimal(precision = 20, scale = 4) BigDecimal decimalField,
        @ArrowType("large_utf8") String largeStringField,
        @ArrowType("large_binary") ByteBuffer largeBinaryField,
        @ArrowType("fixed_size_binary(8)") ByteBuffer fixedBinaryField) {}
