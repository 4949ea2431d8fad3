package dev.vgi.types;

import dev.vgi.arrow.Batch;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** The shapes of the reference's conformance service, in Java. */
final class ReferenceTypes {
    private ReferenceTypes() {}

    enum Status {
        PENDING,
        ACTIVE,
        CLOSED
    }

    record Point(double x, double y) {}

    record BoundingBox(Point topLeft, Point bottomRight, String label) {}

    record AllTypes(
            String strField,
            byte[] bytesField,
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
            Optional<Point> optionalNested,
            List<Point> listOfNested,
            int annotatedInt32,
            float annotatedFloat32,
            List<List<Long>> nestedList,
            Map<String, String> dictStrStr) {}

    record WideTypes(
            byte int8Field,
            short int16Field,
            int int32Field,
            @WireType("uint8") int uint8Field,
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
            @WireType("large_binary") byte[] largeBinaryField,
            byte @WireType("fixed_size_binary(8)") [] fixedBinaryField) {}

    record ContainerWideTypes(
            List<@WireDecimal(precision = 20, scale = 4) BigDecimal> listDecimal,
            List<LocalDate> listDate,
            List<LocalDateTime> listTimestamp,
            @Nullable LocalDate optionalDate,

            @Nullable @WireDecimal(precision = 20, scale = 4)
            BigDecimal optionalDecimal,

            Optional<LocalDateTime> optionalTimestamp,

            @WireType("map<key:utf8,value?:decimal128(20,4)>")
            Map<String, BigDecimal> dictStrDecimal,

            Set<Long> frozensetInt,
            List<@Nullable Long> listOptionalInt) {}

    record DeepNested(
            @WireType("list<item?:list<item?:decimal128(20,4)>>")
            List<List<BigDecimal>> listOfListsDecimal,

            @Nullable List<LocalDate> optionalListDate,
            @WireType("dictionary<index:int16,value:utf8>") String dictEncodedString,
            List<@WireType("dictionary<index:int16,value:utf8>") String> listOfDictEncoded) {}

    record EmbeddedArrow(Batch batch, Schema schema) {}

    record NestedContainers(
            List<Status> statuses,
            List<Point> points,
            Map<String, Status> statusByName,
            Set<Status> frozenStatuses,
            @Nullable Status taggedStatus,
            @Nullable Point taggedPoint,
            @Nullable Batch taggedBatch) {}

    record RichHeader(
            String strField,
            byte[] bytesField,
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
            Map<String, String> dictStrStr) {}

    /** Unary methods of the conformance service, one for each shape of parameters and results. */
    interface Service {
        String echoString(String value);

        byte[] echoBytes(byte[] data);

        String publishedString(String value, boolean includeSha256);

        long echoInt(long value);

        double echoFloat(double value);

        boolean echoBool(boolean value);

        void voidNoop();

        void voidWithParam(long value);

        Status echoEnum(Status status);

        List<String> echoList(List<String> values);

        Map<String, Long> echoDict(Map<String, Long> mapping);

        List<List<Long>> echoNestedList(List<List<Long>> matrix);

        @Nullable
        String echoOptionalString(@Nullable String value);

        Optional<Long> echoOptionalInt(@Nullable Long value);

        @Nullable
        Point echoOptionalPoint(Optional<Point> point);

        @Nullable
        Integer echoAnnotatedOptionalInt(@Nullable Integer value);

        int echoOuterOptionalNonNull(int value);

        Point echoPoint(Point point);

        AllTypes echoAllTypes(AllTypes data);

        BoundingBox echoBoundingBox(BoundingBox box);

        String inspectPoint(Point point);

        int echoInt32(int value);

        float echoFloat32(float value);

        byte echoInt8(byte value);

        short echoInt16(short value);

        @WireType("uint8")
        short echoUint8(@WireType("uint8") short value);

        @WireType("uint16")
        int echoUint16(@WireType("uint16") int value);

        @WireType("uint32")
        long echoUint32(@WireType("uint32") long value);

        @WireType("uint64")
        BigInteger echoUint64(@WireType("uint64") BigInteger value);

        LocalDate echoDate(LocalDate value);

        LocalDateTime echoTimestamp(LocalDateTime value);

        Instant echoTimestampUtc(Instant value);

        LocalTime echoTime(LocalTime value);

        Duration echoDuration(Duration value);

        @WireDecimal(precision = 20, scale = 4)
        BigDecimal echoDecimal(@WireDecimal(precision = 20, scale = 4) BigDecimal value);

        @WireType("large_utf8")
        String echoLargeString(@WireType("large_utf8") String value);

        @WireType("large_binary")
        byte[] echoLargeBinary(@WireType("large_binary") byte[] value);

        @WireType("fixed_size_binary(8)")
        byte[] echoFixedBinary(@WireType("fixed_size_binary(8)") byte[] value);

        WideTypes echoWideTypes(WideTypes data);

        ContainerWideTypes echoContainerWideTypes(ContainerWideTypes data);

        EmbeddedArrow echoEmbeddedArrow(EmbeddedArrow data);

        DeepNested echoDeepNested(DeepNested data);

        NestedContainers packNestedContainers(
                List<Status> statuses, List<Point> points, Map<String, Status> statusByName);

        List<Status> echoStatusList(List<Status> statuses);

        @WireType("dictionary<index:int16,value:utf8>")
        String echoDictEncodedString(@WireType("dictionary<index:int16,value:utf8>") String value);

        double addFloats(double a, double b);

        String concatenate(String prefix, String suffix, String separator);

        String withDefaults(long required, String optionalStr, @WireName("optional_int") long theAnswer);

        List<Long> cancelProbeCounters();

        void resetCancelProbe();
    }
}
