package dev.vgi.tools.conformance.service;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The methods that answer what they are given: what is tried is the way there and back. */
abstract class Echoes implements ConformanceService {
    @Override
    public String echoString(String value) {
        return value;
    }

    @Override
    public byte[] echoBytes(byte[] data) {
        return data;
    }

    @Override
    public long echoInt(long value) {
        return value;
    }

    @Override
    public double echoFloat(double value) {
        return value;
    }

    @Override
    public boolean echoBool(boolean value) {
        return value;
    }

    @Override
    public Status echoEnum(Status status) {
        return status;
    }

    @Override
    public List<String> echoList(List<String> values) {
        return values;
    }

    @Override
    public Map<String, Long> echoDict(Map<String, Long> mapping) {
        return mapping;
    }

    @Override
    public List<List<Long>> echoNestedList(List<List<Long>> matrix) {
        return matrix;
    }

    @Override
    public @Nullable String echoOptionalString(@Nullable String value) {
        return value;
    }

    @Override
    public @Nullable Long echoOptionalInt(@Nullable Long value) {
        return value;
    }

    @Override
    public @Nullable Point echoOptionalPoint(@Nullable Point point) {
        return point;
    }

    @Override
    public @Nullable Integer echoAnnotatedOptionalInt(@Nullable Integer value) {
        return value;
    }

    @Override
    public int echoOuterOptionalNonNull(int value) {
        return value;
    }

    @Override
    public Point echoPoint(Point point) {
        return point;
    }

    @Override
    public BoundingBox echoBoundingBox(BoundingBox box) {
        return box;
    }

    @Override
    public AllTypes echoAllTypes(AllTypes data) {
        return data;
    }

    @Override
    public WideTypes echoWideTypes(WideTypes data) {
        return data;
    }

    @Override
    public ContainerWideTypes echoContainerWideTypes(ContainerWideTypes data) {
        return data;
    }

    @Override
    public DeepNested echoDeepNested(DeepNested data) {
        return data;
    }

    @Override
    public EmbeddedArrow echoEmbeddedArrow(EmbeddedArrow data) {
        return data;
    }

    @Override
    public List<Status> echoStatusList(List<Status> statuses) {
        return statuses;
    }

    @Override
    public byte echoInt8(byte value) {
        return value;
    }

    @Override
    public short echoInt16(short value) {
        return value;
    }

    @Override
    public int echoInt32(int value) {
        return value;
    }

    @Override
    public short echoUint8(short value) {
        return value;
    }

    @Override
    public int echoUint16(int value) {
        return value;
    }

    @Override
    public long echoUint32(long value) {
        return value;
    }

    @Override
    public BigInteger echoUint64(BigInteger value) {
        return value;
    }

    @Override
    public float echoFloat32(float value) {
        return value;
    }

    @Override
    public LocalDate echoDate(LocalDate value) {
        return value;
    }

    @Override
    public LocalDateTime echoTimestamp(LocalDateTime value) {
        return value;
    }

    @Override
    public Instant echoTimestampUtc(Instant value) {
        return value;
    }

    @Override
    public LocalTime echoTime(LocalTime value) {
        return value;
    }

    @Override
    public Duration echoDuration(Duration value) {
        return value;
    }

    @Override
    public BigDecimal echoDecimal(BigDecimal value) {
        return value;
    }

    @Override
    public String echoLargeString(String value) {
        return value;
    }

    @Override
    public byte[] echoLargeBinary(byte[] value) {
        return value;
    }

    @Override
    public byte[] echoFixedBinary(byte[] value) {
        return value;
    }

    @Override
    public String echoDictEncodedString(String value) {
        return value;
    }
}
