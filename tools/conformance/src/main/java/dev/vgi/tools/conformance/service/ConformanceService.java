package dev.vgi.tools.conformance.service;

import dev.vgi.arrow.Batch;
import dev.vgi.service.CallContext;
import dev.vgi.service.Exchange;
import dev.vgi.service.Producer;
import dev.vgi.service.VgiProtocol;
import dev.vgi.types.WireDecimal;
import dev.vgi.types.WireType;
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

/**
 * The service that the published conformance suite calls, one method for each thing that the protocol can do. A caller
 * passes null for a {@link CallContext}.
 */
@VgiProtocol(name = "ConformanceService", version = "2.0.0")
public interface ConformanceService {

    // Unary: one value there and back.

    String echoString(String value);

    byte[] echoBytes(byte[] data);

    long echoInt(long value);

    double echoFloat(double value);

    boolean echoBool(boolean value);

    Status echoEnum(Status status);

    List<String> echoList(List<String> values);

    Map<String, Long> echoDict(Map<String, Long> mapping);

    List<List<Long>> echoNestedList(List<List<Long>> matrix);

    @Nullable
    String echoOptionalString(@Nullable String value);

    @Nullable
    Long echoOptionalInt(@Nullable Long value);

    @Nullable
    Point echoOptionalPoint(@Nullable Point point);

    @Nullable
    Integer echoAnnotatedOptionalInt(@Nullable Integer value);

    int echoOuterOptionalNonNull(int value);

    Point echoPoint(Point point);

    BoundingBox echoBoundingBox(BoundingBox box);

    AllTypes echoAllTypes(AllTypes data);

    WideTypes echoWideTypes(WideTypes data);

    ContainerWideTypes echoContainerWideTypes(ContainerWideTypes data);

    DeepNested echoDeepNested(DeepNested data);

    EmbeddedArrow echoEmbeddedArrow(EmbeddedArrow data);

    List<Status> echoStatusList(List<Status> statuses);

    byte echoInt8(byte value);

    short echoInt16(short value);

    int echoInt32(int value);

    @WireType("uint8")
    short echoUint8(@WireType("uint8") short value);

    @WireType("uint16")
    int echoUint16(@WireType("uint16") int value);

    @WireType("uint32")
    long echoUint32(@WireType("uint32") long value);

    @WireType("uint64")
    BigInteger echoUint64(@WireType("uint64") BigInteger value);

    float echoFloat32(float value);

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

    @WireType("dictionary<index:int16,value:utf8>")
    String echoDictEncodedString(@WireType("dictionary<index:int16,value:utf8>") String value);

    // Unary: nothing there or back, several parameters.

    void voidNoop();

    void voidWithParam(long value);

    String inspectPoint(Point point);

    NestedContainers packNestedContainers(
            CallContext context, List<Status> statuses, List<Point> points, Map<String, Status> statusByName);

    double addFloats(double a, double b);

    String concatenate(String prefix, String suffix, String separator);

    String withDefaults(long required, String optionalStr, long optionalInt);

    // Unary: size, errors, logs.

    /** That many zero bytes. */
    byte[] oversizedUnary(long targetBytes);

    /** The value as a pointer to an object that was published once. */
    String publishedString(CallContext context, String value, boolean includeSha256);

    String raiseValueError(String message);

    String raiseRuntimeError(String message);

    String raiseTypeError(String message);

    String echoWithInfoLog(CallContext context, String value);

    String echoWithMultiLogs(CallContext context, String value);

    String echoWithLogExtras(CallContext context, String value);

    String echoWithAllLogLevels(CallContext context, String value);

    // Producers.

    Producer<Batch> produceN(long count);

    Producer<Batch> produceTickMetadata(long count);

    Producer<Batch> produceEmpty();

    Producer<Batch> produceSingle();

    Producer<Batch> produceLargeBatches(long rowsPerBatch, long batchCount);

    Producer<Batch> produceAnnotatedBatches(long count, long rowsPerBatch);

    Producer<Batch> produceWithLogs(long count);

    Producer<Batch> produceErrorMidStream(long emitBeforeError);

    Producer<Batch> produceErrorOnInit();

    Producer<Batch> produceOversizedBatch(long rowsPerBatch);

    Producer.WithHeader<ConformanceHeader, Batch> produceWithHeader(long count);

    Producer.WithHeader<ConformanceHeader, Batch> produceWithHeaderAndLogs(CallContext context, long count);

    Producer.WithHeader<RichHeader, Batch> produceWithRichHeader(long seed, long count);

    Producer.WithHeader<RichHeader, Batch> produceDynamicSchema(
            long seed, long count, boolean includeStrings, boolean includeFloats);

    // Exchanges.

    Exchange<Batch, Batch> exchangeScale(double factor);

    Exchange<Batch, Batch> exchangeAccumulate();

    Exchange<Batch, Batch> exchangeWithLogs();

    Exchange<Batch, Batch> exchangeErrorOnNth(long failOn);

    Exchange<Batch, Batch> exchangeZeroColumns();

    Exchange<Batch, Batch> exchangeInputMetadata();

    Exchange<Batch, Batch> exchangeErrorOnInit();

    Exchange<Batch, Batch> exchangeOversized(long rowsPerBatch);

    Exchange<Batch, Batch> exchangeCastCompatible();

    Exchange.WithHeader<ConformanceHeader, Batch, Batch> exchangeWithHeader(double factor);

    Exchange.WithHeader<RichHeader, Batch, Batch> exchangeWithRichHeader(long seed, double factor);

    // Cancellation.

    /** Never ends by itself. */
    Producer<Batch> cancellableProducer();

    Exchange<Batch, Batch> cancellableExchange();

    /** How often the two methods above ran a turn, producer first, and how often they were cancelled. */
    List<Long> cancelProbeCounters();

    void resetCancelProbe();

    // Sticky sessions.

    /** Opens a session that holds a counter. */
    long openCounter(CallContext context, long initial);

    long incrementCounter(CallContext context, long by);

    /** Closes the session. */
    long closeCounter(CallContext context);

    Producer<Batch> streamSessionCounter(long count);

    Exchange<Batch, Batch> exchangeSessionCounter();
}
