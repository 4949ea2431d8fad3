package dev.vgi.tools.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vgi.arrow.Batch;
import dev.vgi.tools.conformance.service.AllTypes;
import dev.vgi.tools.conformance.service.BoundingBox;
import dev.vgi.tools.conformance.service.ContainerWideTypes;
import dev.vgi.tools.conformance.service.DeepNested;
import dev.vgi.tools.conformance.service.EmbeddedArrow;
import dev.vgi.tools.conformance.service.NestedContainers;
import dev.vgi.tools.conformance.service.Point;
import dev.vgi.tools.conformance.service.RichHeader;
import dev.vgi.tools.conformance.service.Status;
import dev.vgi.tools.conformance.service.WideTypes;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A unary call answers with one value, and every value survives the way there and back. */
interface UnaryCalls extends Fixture {
    @ParameterizedTest
    @ValueSource(strings = {"", "a", "two words", "\u0000", "\u00fcn\u00efcode-\u03bb", "\ud83d\ude80", "\"\\\n"})
    default void text(String value) {
        assertThat(service().echoString(value)).isEqualTo(value);
        assertThat(service().echoLargeString(value)).isEqualTo(value);
        assertThat(service().echoOptionalString(value)).isEqualTo(value);
        assertThat(service().echoDictEncodedString(value)).isEqualTo(value);
    }

    @Test
    default void bytes() {
        byte[] all = new byte[256];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) i;
        }
        assertThat(service().echoBytes(all)).isEqualTo(all);
        assertThat(service().echoBytes(new byte[0])).isEmpty();
        assertThat(service().echoLargeBinary(all)).isEqualTo(all);
        byte[] eight = Arrays.copyOf(all, 8);
        assertThat(service().echoFixedBinary(eight)).isEqualTo(eight);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, -1, Long.MIN_VALUE, Long.MAX_VALUE})
    default void longs(long value) {
        assertThat(service().echoInt(value)).isEqualTo(value);
        assertThat(service().echoOptionalInt(value)).isEqualTo(value);
    }

    @Test
    default void limitsOfEveryWidth() {
        for (byte value : new byte[] {Byte.MIN_VALUE, Byte.MAX_VALUE}) {
            assertThat(service().echoInt8(value)).isEqualTo(value);
        }
        for (short value : new short[] {Short.MIN_VALUE, Short.MAX_VALUE}) {
            assertThat(service().echoInt16(value)).isEqualTo(value);
        }
        for (int value : new int[] {Integer.MIN_VALUE, Integer.MAX_VALUE}) {
            assertThat(service().echoInt32(value)).isEqualTo(value);
            assertThat(service().echoAnnotatedOptionalInt(value)).isEqualTo(value);
            assertThat(service().echoOuterOptionalNonNull(value)).isEqualTo(value);
        }
        assertThat(service().echoUint8((short) 255)).isEqualTo((short) 255);
        assertThat(service().echoUint16(65_535)).isEqualTo(65_535);
        assertThat(service().echoUint32(4_294_967_295L)).isEqualTo(4_294_967_295L);
        var largest = new BigInteger("18446744073709551615");
        assertThat(service().echoUint64(largest)).isEqualTo(largest);
    }

    @ParameterizedTest
    @ValueSource(
            doubles = {
                0.0,
                -0.0,
                0.1,
                Double.MIN_VALUE,
                -Double.MAX_VALUE,
                Double.NaN,
                Double.POSITIVE_INFINITY,
                Double.NEGATIVE_INFINITY
            })
    default void fractions(double value) {
        assertThat(service().echoFloat(value)).isEqualTo(Double.valueOf(value));
        assertThat(service().echoFloat32((float) value)).isEqualTo(Float.valueOf((float) value));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    default void truth(boolean value) {
        assertThat(service().echoBool(value)).isEqualTo(value);
    }

    @ParameterizedTest
    @EnumSource
    default void enums(Status value) {
        assertThat(service().echoEnum(value)).isEqualTo(value);
    }

    @Test
    default void datesAndTimes() {
        for (LocalDate value : List.of(LocalDate.of(1, 1, 1), LocalDate.EPOCH, LocalDate.of(9999, 12, 31))) {
            assertThat(service().echoDate(value)).isEqualTo(value);
        }
        for (LocalDateTime value : List.of(
                LocalDateTime.of(1, 1, 1, 0, 0),
                LocalDateTime.of(1969, 12, 31, 23, 59, 59, 999_999_000),
                LocalDateTime.of(9999, 12, 31, 23, 59, 59, 999_999_000))) {
            assertThat(service().echoTimestamp(value)).isEqualTo(value);
        }
        var moment = Instant.parse("2024-02-29T12:30:15.123456Z");
        assertThat(service().echoTimestampUtc(moment)).isEqualTo(moment);
        for (LocalTime value : List.of(LocalTime.MIDNIGHT, LocalTime.of(23, 59, 59, 999_999_000))) {
            assertThat(service().echoTime(value)).isEqualTo(value);
        }
        for (Duration value : List.of(Duration.ZERO, Duration.ofDays(-1).plusNanos(1000), Duration.ofDays(100_000))) {
            assertThat(service().echoDuration(value)).isEqualTo(value);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0000", "0.0001", "-1.5000", "9999999999999999.9999", "-9999999999999999.9999"})
    default void decimals(String value) {
        assertThat(service().echoDecimal(new BigDecimal(value))).isEqualTo(new BigDecimal(value));
    }

    @Test
    default void containers() {
        assertThat(service().echoList(List.of())).isEmpty();
        assertThat(service().echoList(List.of("a", "", "b"))).containsExactly("a", "", "b");
        assertThat(service().echoNestedList(List.of())).isEmpty();
        assertThat(service().echoNestedList(List.of(List.of(1L, 2L), List.of(), List.of(3L))))
                .containsExactly(List.of(1L, 2L), List.of(), List.of(3L));
        assertThat(service().echoDict(Map.of())).isEmpty();
        assertThat(service().echoDict(Map.of("a", 1L, "b", -1L))).isEqualTo(Map.of("a", 1L, "b", -1L));
        assertThat(service().echoStatusList(List.of(Status.CLOSED, Status.ACTIVE, Status.CLOSED)))
                .containsExactly(Status.CLOSED, Status.ACTIVE, Status.CLOSED);
    }

    @Test
    default void nulls() {
        assertThat(service().echoOptionalString(null)).isNull();
        assertThat(service().echoOptionalInt(null)).isNull();
        assertThat(service().echoOptionalPoint(null)).isNull();
        assertThat(service().echoAnnotatedOptionalInt(null)).isNull();
    }

    @Test
    default void records() {
        var point = new Point(1.5, -2);
        assertThat(service().echoPoint(point)).isEqualTo(point);
        assertThat(service().echoOptionalPoint(point)).isEqualTo(point);
        var box = new BoundingBox(point, new Point(0, 0), "box");
        assertThat(service().echoBoundingBox(box)).isEqualTo(box);
        assertThat(service().inspectPoint(point)).isEqualTo("Point(1.5, -2.0)");
    }

    @Test
    default void recordOfAllTypes_withAndWithoutNulls() {
        for (long seed : new long[] {0, 1, 2}) {
            AllTypes data = allTypes(RichHeader.of(seed));
            assertThat(service().echoAllTypes(data)).isEqualTo(data);
        }
    }

    @Test
    default void recordOfAllWidths() {
        var data = new WideTypes(
                Byte.MIN_VALUE,
                Short.MAX_VALUE,
                Integer.MIN_VALUE,
                (short) 255,
                65_535,
                4_294_967_295L,
                new BigInteger("18446744073709551615"),
                0.25f,
                LocalDate.of(1900, 2, 28),
                LocalDateTime.of(1969, 12, 31, 23, 59, 59, 1_000),
                Instant.parse("2038-01-19T03:14:08Z"),
                LocalTime.of(12, 0, 0, 1_000),
                Duration.ofNanos(-1_000),
                new BigDecimal("-0.0001"),
                "large",
                ByteBuffer.wrap(new byte[1000]),
                ByteBuffer.wrap("12345678".getBytes()));

        assertThat(service().echoWideTypes(data)).isEqualTo(data);
    }

    @Test
    default void recordsOfContainers() {
        var wide = new ContainerWideTypes(
                List.of(new BigDecimal("1.0000")),
                List.of(LocalDate.EPOCH),
                List.of(LocalDateTime.of(2000, 1, 1, 0, 0)),
                null,
                new BigDecimal("2.5000"),
                null,
                Map.of("d", new BigDecimal("3.2500")),
                Set.of(1L, 2L),
                Arrays.asList(1L, null, 3L));
        assertThat(service().echoContainerWideTypes(wide)).isEqualTo(wide);
        var deep = new DeepNested(
                List.of(List.of(new BigDecimal("1.0000")), List.of()), null, "encoded", List.of("a", "b", "a"));
        assertThat(service().echoDeepNested(deep)).isEqualTo(deep);
    }

    @Test
    default void batchAndSchemaAsValues() {
        var dictionary = new DictionaryEncoding(7, false, new ArrowType.Int(16, true));
        var schema = new Schema(List.of(
                Field.nullable("n", new ArrowType.Int(64, true)),
                new Field("word", new FieldType(true, ArrowType.Utf8.INSTANCE, dictionary), List.of())));
        try (Batch batch = rows(schema, List.of(Map.of("n", 1, "word", "a"), Map.of("n", 2, "word", "b")))) {
            EmbeddedArrow echoed = service().echoEmbeddedArrow(new EmbeddedArrow(batch, FLOAT64_VALUE));

            assertThat(echoed.schema()).isEqualTo(FLOAT64_VALUE);
            assertThat(Fixture.column("word", echoed.batch())).containsExactly("a", "b");
        }
    }

    @Test
    default void severalParameters_areTakenApartOnTheOtherSide() {
        NestedContainers packed = service()
                .packNestedContainers(
                        null,
                        List.of(Status.ACTIVE, Status.PENDING),
                        List.of(new Point(1, 2)),
                        Map.of("a", Status.CLOSED));

        assertThat(packed.statuses()).containsExactly(Status.ACTIVE, Status.PENDING);
        assertThat(packed.points()).containsExactly(new Point(1, 2));
        assertThat(packed.statusByName()).isEqualTo(Map.of("a", Status.CLOSED));
        assertThat(packed.frozenStatuses()).containsExactlyInAnyOrder(Status.ACTIVE, Status.PENDING);
        assertThat(packed.taggedStatus()).isEqualTo(Status.ACTIVE);
        assertThat(packed.taggedPoint()).isEqualTo(new Point(1, 2));
        assertThat(Fixture.column("value", packed.taggedBatch())).containsExactly(1L, 2L);

        assertThat(service().addFloats(1.25, 2.5)).isEqualTo(3.75);
        assertThat(service().concatenate("a", "b", "-")).isEqualTo("a-b");
        assertThat(service().withDefaults(1, "default", 42))
                .isEqualTo("required=1, optional_str=default, optional_int=42");
    }

    @Test
    default void nothing_isAnAnswerToo() {
        service().voidNoop();
        service().voidWithParam(7);
        assertUsable();
    }

    @Test
    default void largeValues() {
        byte[] megabytes = new byte[8 << 20];
        Arrays.fill(megabytes, (byte) 7);
        assertThat(service().echoBytes(megabytes)).isEqualTo(megabytes);
        assertThat(service().oversizedUnary(3_000_001)).hasSize(3_000_001);
        String text = "\u03bb".repeat(1 << 20);
        assertThat(service().echoString(text)).isEqualTo(text);
    }

    private static AllTypes allTypes(RichHeader header) {
        return new AllTypes(
                header.strField(),
                header.bytesField(),
                header.intField(),
                header.floatField(),
                header.boolField(),
                header.listOfInt(),
                header.listOfStr(),
                header.dictField(),
                header.enumField(),
                header.nestedPoint(),
                header.optionalStr(),
                header.optionalInt(),
                header.optionalNested(),
                header.listOfNested(),
                header.annotatedInt32(),
                header.annotatedFloat32(),
                header.nestedList(),
                header.dictStrStr());
    }
}
