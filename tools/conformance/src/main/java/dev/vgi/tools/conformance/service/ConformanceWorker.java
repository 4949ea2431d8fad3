package dev.vgi.tools.conformance.service;

import dev.vgi.arrow.Batch;
import dev.vgi.protocol.LogMessage;
import dev.vgi.protocol.LogMessage.Level;
import dev.vgi.service.CallContext;
import dev.vgi.service.Exchange;
import dev.vgi.service.Producer;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The conformance service as the suite expects it to answer. Thread-safe. */
public class ConformanceWorker extends Echoes {
    private final CancelProbe probe = new CancelProbe();
    private final Publisher publisher;

    /** A service without a store. */
    public ConformanceWorker() {
        this(Publisher.NONE);
    }

    /** A service that publishes so. */
    public ConformanceWorker(Publisher publisher) {
        this.publisher = publisher;
    }

    @Override
    public void voidNoop() {}

    @Override
    public void voidWithParam(long value) {}

    @Override
    public String inspectPoint(Point point) {
        return "Point(" + point.x() + ", " + point.y() + ")";
    }

    @Override
    public NestedContainers packNestedContainers(
            CallContext context, List<Status> statuses, List<Point> points, Map<String, Status> statusByName) {
        return new NestedContainers(
                statuses,
                points,
                statusByName,
                Set.copyOf(statuses),
                statuses.isEmpty() ? null : statuses.get(0),
                points.isEmpty() ? null : points.get(0),
                Columns.int64Values(row -> row + 1, 2, context.allocator()));
    }

    @Override
    public double addFloats(double a, double b) {
        return a + b;
    }

    @Override
    public String concatenate(String prefix, String suffix, String separator) {
        return prefix + separator + suffix;
    }

    @Override
    public String withDefaults(long required, String optionalStr, long optionalInt) {
        return "required=" + required + ", optional_str=" + optionalStr + ", optional_int=" + optionalInt;
    }

    @Override
    public byte[] oversizedUnary(long targetBytes) {
        if (targetBytes < 0) {
            throw PythonErrors.valueError("target_bytes must be non-negative");
        }
        return new byte[Math.toIntExact(targetBytes)];
    }

    @Override
    public String publishedString(CallContext context, String value, boolean includeSha256) {
        context.answer(publisher.publish(value, includeSha256, context.allocator()));
        return value;
    }

    @Override
    public String raiseValueError(String message) {
        throw PythonErrors.valueError(message);
    }

    @Override
    public String raiseRuntimeError(String message) {
        throw PythonErrors.runtimeError(message);
    }

    @Override
    public String raiseTypeError(String message) {
        throw PythonErrors.typeError(message);
    }

    @Override
    public String echoWithInfoLog(CallContext context, String value) {
        context.log(Level.INFO, "info: " + value);
        return value;
    }

    @Override
    public String echoWithMultiLogs(CallContext context, String value) {
        context.log(Level.DEBUG, "debug: " + value);
        context.log(Level.INFO, "info: " + value);
        context.log(Level.WARN, "warn: " + value);
        return value;
    }

    @Override
    public String echoWithLogExtras(CallContext context, String value) {
        context.log(new LogMessage(Level.INFO, "info: " + value, Map.of("source", "conformance", "detail", value)));
        return value;
    }

    @Override
    public String echoWithAllLogLevels(CallContext context, String value) {
        for (Level level : List.of(Level.TRACE, Level.DEBUG, Level.INFO, Level.WARN, Level.ERROR)) {
            context.log(level, level.name().toLowerCase(java.util.Locale.ROOT) + ": " + value);
        }
        return value;
    }

    @Override
    public Producer<Batch> produceN(long count) {
        return Producers.counter(count);
    }

    @Override
    public Producer<Batch> produceTickMetadata(long count) {
        return Producers.tickMetadata(count);
    }

    @Override
    public Producer<Batch> produceEmpty() {
        return Producers.counter(0);
    }

    @Override
    public Producer<Batch> produceSingle() {
        return Producers.counter(1);
    }

    @Override
    public Producer<Batch> produceLargeBatches(long rowsPerBatch, long batchCount) {
        return Producers.large(rowsPerBatch, batchCount);
    }

    @Override
    public Producer<Batch> produceAnnotatedBatches(long count, long rowsPerBatch) {
        return Producers.annotated(count, rowsPerBatch);
    }

    @Override
    public Producer<Batch> produceWithLogs(long count) {
        return Producers.logging(count);
    }

    @Override
    public Producer<Batch> produceErrorMidStream(long emitBeforeError) {
        return Producers.failingAfter(emitBeforeError);
    }

    @Override
    public Producer<Batch> produceErrorOnInit() {
        throw PythonErrors.runtimeError("intentional init error");
    }

    @Override
    public Producer<Batch> produceOversizedBatch(long rowsPerBatch) {
        return Producers.large(rowsPerBatch, 1);
    }

    @Override
    public Producer.WithHeader<ConformanceHeader, Batch> produceWithHeader(long count) {
        return Producers.counter(count).withHeader(new ConformanceHeader(count, "producing " + count + " batches"));
    }

    @Override
    public Producer.WithHeader<ConformanceHeader, Batch> produceWithHeaderAndLogs(CallContext context, long count) {
        context.log(Level.INFO, "stream init log");
        return Producers.counter(count).withHeader(new ConformanceHeader(count, "producing " + count + " with logs"));
    }

    @Override
    public Producer.WithHeader<RichHeader, Batch> produceWithRichHeader(long seed, long count) {
        return Producers.counter(count).withHeader(RichHeader.of(seed));
    }

    @Override
    public Producer.WithHeader<RichHeader, Batch> produceDynamicSchema(
            long seed, long count, boolean includeStrings, boolean includeFloats) {
        return Producers.dynamic(count, includeStrings, includeFloats).withHeader(RichHeader.of(seed));
    }

    @Override
    public Exchange<Batch, Batch> exchangeScale(double factor) {
        return Exchanges.scale(factor);
    }

    @Override
    public Exchange<Batch, Batch> exchangeAccumulate() {
        return Exchanges.accumulate();
    }

    @Override
    public Exchange<Batch, Batch> exchangeWithLogs() {
        return Exchanges.logging();
    }

    @Override
    public Exchange<Batch, Batch> exchangeErrorOnNth(long failOn) {
        return Exchanges.failingOn(failOn);
    }

    @Override
    public Exchange<Batch, Batch> exchangeZeroColumns() {
        return Exchanges.zeroColumns();
    }

    @Override
    public Exchange<Batch, Batch> exchangeInputMetadata() {
        return Exchanges.inputMetadata();
    }

    @Override
    public Exchange<Batch, Batch> exchangeErrorOnInit() {
        throw PythonErrors.runtimeError("intentional exchange init error");
    }

    @Override
    public Exchange<Batch, Batch> exchangeOversized(long rowsPerBatch) {
        return Exchanges.oversized(rowsPerBatch);
    }

    @Override
    public Exchange<Batch, Batch> exchangeCastCompatible() {
        return Exchanges.scale(1);
    }

    @Override
    public Exchange.WithHeader<ConformanceHeader, Batch, Batch> exchangeWithHeader(double factor) {
        return Exchanges.scale(factor).withHeader(new ConformanceHeader(0, "scale by " + factor));
    }

    @Override
    public Exchange.WithHeader<RichHeader, Batch, Batch> exchangeWithRichHeader(long seed, double factor) {
        return Exchanges.scale(factor).withHeader(RichHeader.of(seed));
    }

    @Override
    public Producer<Batch> cancellableProducer() {
        return Producers.cancellable(probe);
    }

    @Override
    public Exchange<Batch, Batch> cancellableExchange() {
        return Exchanges.cancellable(probe);
    }

    @Override
    public List<Long> cancelProbeCounters() {
        return probe.counters();
    }

    @Override
    public void resetCancelProbe() {
        probe.reset();
    }

    @Override
    public long openCounter(CallContext context, long initial) {
        context.session().open(new SessionCounter(initial));
        return initial;
    }

    @Override
    public long incrementCounter(CallContext context, long by) {
        return SessionCounter.of(context.session()).add(by);
    }

    @Override
    public long closeCounter(CallContext context) {
        long last = SessionCounter.of(context.session()).add(0);
        context.session().close();
        return last;
    }

    @Override
    public Producer<Batch> streamSessionCounter(long count) {
        return SessionCounter.counting(count);
    }

    @Override
    public Exchange<Batch, Batch> exchangeSessionCounter() {
        return SessionCounter.adding();
    }
}
