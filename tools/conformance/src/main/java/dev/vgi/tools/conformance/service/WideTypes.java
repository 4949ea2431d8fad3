package dev.vgi.tools.conformance.service;

import dev.vgi.types.WireDecimal;
import dev.vgi.types.WireType;
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
        @WireType("uint8") short uint8Field,
        @WireType("uint16") int uint16Field,
        @WireType("uint32") long uint32Field,
        @WireType("uint64") BigInteger uint64Field,
        float float32Field,
        LocalDate dateField,
        LocalDateTime timestampField,
        Instant timestampUtcField,
        LocalTime timeField,
        Duration durationField,
        @WireDecimal(precision = 20, scale = 4) BigDecimal decimalField,
        @WireType("large_utf8") String largeStringField,
        @WireType("large_binary") ByteBuffer largeBinaryField,
        @WireType("fixed_size_binary(8)") ByteBuffer fixedBinaryField) {}
