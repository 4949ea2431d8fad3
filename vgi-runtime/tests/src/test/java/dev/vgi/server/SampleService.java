package dev.vgi.server;

import dev.vgi.Code;
import dev.vgi.ErrorDetail;
import dev.vgi.VgiException;
import dev.vgi.arrow.Batch;
import dev.vgi.arrow.Metadata;
import dev.vgi.protocol.LogMessage;
import dev.vgi.service.CallContext;
import dev.vgi.service.Exchange;
import dev.vgi.service.Output;
import dev.vgi.service.Producer;
import dev.vgi.types.TypeTokens;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;

/** Does what the methods' names say, and counts what can only be seen from inside. */
final class SampleService implements Sample {
    static final Schema NUMBERS = new Schema(List.of(TypeTokens.parse("n", "int64")));
    static final Schema VALUES = new Schema(List.of(TypeTokens.parse("value", "float64")));
    static final Schema TEXT = new Schema(List.of(TypeTokens.parse("text", "utf8")));
    static final Schema ROWS = new Schema(TypeTokens.parse(
                    "row",
                    "struct<n?:int64,text?:utf8,word?:dictionary<index:int16,value:utf8>,list?:list<item?:int32>>")
            .getChildren());
    static final Schema NOTHING = new Schema(List.of());

    final AtomicInteger opened = new AtomicInteger();
    final AtomicInteger cancelled = new AtomicInteger();
    final AtomicInteger closedStates = new AtomicInteger();
    final List<Output<?>> kept = new ArrayList<>();

    static Batch numbers(BufferAllocator allocator, long... values) {
        VectorSchemaRoot root = VectorSchemaRoot.create(NUMBERS, allocator);
        var vector = (BigIntVector) root.getVector(0);
        for (int i = 0; i < values.length; i++) {
            vector.setSafe(i, values[i]);
        }
        root.setRowCount(values.length);
        return Batch.of(root);
    }

    static Batch values(BufferAllocator allocator, double... values) {
        VectorSchemaRoot root = VectorSchemaRoot.create(VALUES, allocator);
        var vector = (Float8Vector) root.getVector(0);
        for (int i = 0; i < values.length; i++) {
            vector.setSafe(i, values[i]);
        }
        root.setRowCount(values.length);
        return Batch.of(root);
    }

    static Batch text(BufferAllocator allocator, String text) {
        VectorSchemaRoot root = VectorSchemaRoot.create(TEXT, allocator);
        ((VarCharVector) root.getVector(0)).setSafe(0, text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        root.setRowCount(1);
        return Batch.of(root);
    }

    @Override
    public long add(long a, long b) {
        return a + b;
    }

    @Override
    public String greet(CallContext context, String name, String title) {
        context.log(new LogMessage(LogMessage.Level.INFO, "greeting " + name, Map.of("method", context.method())));
        return "Hello, " + (title == null ? "" : title + " ") + name
                + context.metadata().getOrDefault("mark", "");
    }

    @Override
    public Point mirror(Point point) {
        return new Point(point.y(), point.x());
    }

    @Override
    public Color nextColor(Color color) {
        return color == Color.RED ? Color.GREEN : Color.RED;
    }

    @Override
    public Optional<Point> find(boolean known) {
        return known ? Optional.of(new Point(1, 2)) : Optional.empty();
    }

    @Override
    public List<Long> range(int from, int to) {
        return LongStream.range(from, to).boxed().toList();
    }

    @Override
    public void nothing() {}

    @Override
    @SuppressWarnings("NullAway")
    public String nullInstead() {
        return null;
    }

    @Override
    public String fail(String how) throws Exception {
        switch (how) {
            case "checked" -> throw new IOException("the disk is full");
            case "unchecked" -> throw new UncheckedIOException(new IOException("gone"));
            case "silent" -> throw new IllegalArgumentException();
            case "error" -> throw new StackOverflowError("too deep");
            default ->
                throw VgiException.builder(Code.NOT_FOUND, "no such thing")
                        .kind("thing_missing")
                        .detail(ErrorDetail.retryInfo(Duration.ofSeconds(3)))
                        .build();
        }
    }

    @Override
    public Attachment passOn(Attachment attachment) {
        return new Attachment("re: " + attachment.name(), attachment.batch());
    }

    @Override
    public Producer<Batch> count(long to) {
        opened.incrementAndGet();
        return Producer.of(NUMBERS, 0L, (next, output) -> {
                    if (next == to) {
                        output.finish();
                        return next;
                    }
                    output.emit(numbers(output.allocator(), next), Metadata.of("index", Long.toString(next)));
                    return next + 1;
                })
                .onCancel(context -> cancelled.incrementAndGet());
    }

    @Override
    public Producer<Point> diagonal(int batches, int rows) {
        return Producer.of(Point.class, 0, (batch, output) -> {
            for (int i = 0; i < rows; i++) {
                long at = (long) batch * rows + i;
                output.emit(new Point(at, at));
            }
            if (batch + 1 >= batches) {
                output.finish();
            }
            return batch + 1;
        });
    }

    @Override
    public Producer.WithHeader<Point, Batch> headed(CallContext context, long to) {
        context.log(LogMessage.Level.DEBUG, "opening for " + context.metadata().getOrDefault("who", "nobody"));
        opened.incrementAndGet();
        return Producer.of(NUMBERS, new Position("from zero", 0), (position, output) -> {
                    if (position.next() == to) {
                        output.finish();
                        return position;
                    }
                    output.log(LogMessage.Level.INFO, position.name());
                    output.emit(numbers(output.allocator(), position.next()));
                    return new Position("after " + position.next(), position.next() + 1);
                })
                .withHeader(new Point(0, to));
    }

    @Override
    public Producer<Batch> echoTicks() {
        return Producer.of(TEXT, 0, (turn, output) -> {
            output.emit(text(output.allocator(), output.metadata().getOrDefault("tick", "none")));
            return turn + 1;
        });
    }

    @Override
    public Producer<Batch> repeat(Batch batch, int times) {
        return Producer.of(NUMBERS, 0, (turn, output) -> {
            var vector = (BigIntVector) batch.vector(0);
            output.emit(numbers(output.allocator(), vector.get(0)));
            if (turn + 1 == times) {
                output.finish();
            }
            return turn + 1;
        });
    }

    @Override
    public Producer<Batch> misbehave(String how) {
        return switch (how) {
            case "throw on open" -> throw new IllegalStateException("not today");
            case "return null" -> null;
            case "header unasked" ->
                Producer.of(NUMBERS, 0, (turn, output) -> turn).withHeader(new Point(0, 0));
            default ->
                Producer.of(NUMBERS, 0, (turn, output) -> {
                    misbehave(how, output);
                    return turn;
                });
        };
    }

    private void misbehave(String how, Output<Batch> output) {
        switch (how) {
            case "emit nothing" -> {}
            case "emit twice" -> {
                output.emit(numbers(output.allocator(), 1));
                output.emit(numbers(output.allocator(), 2));
            }
            case "throw after emit" -> {
                output.emit(numbers(output.allocator(), 1));
                throw new IllegalStateException("too late");
            }
            case "other schema" -> output.emit(values(output.allocator(), 1.5));
            case "reserved key" ->
                output.emit(numbers(output.allocator(), 1), Metadata.of("vgi_rpc.log_level", "INFO"));
            case "keep the output" -> {
                kept.add(output);
                output.emit(numbers(output.allocator(), 1));
            }
            default -> throw new IllegalArgumentException(how);
        }
    }

    /** A state that only a connection can hold. */
    final class Handle implements AutoCloseable {
        @Override
        public void close() {
            closedStates.incrementAndGet();
        }
    }

    @Override
    public Producer<Batch> states(String kind) {
        return switch (kind) {
            case "handle" -> stateful(new Handle(), new Handle());
            case "null" -> stateful(null, null);
            case "null then text" -> stateful(null, "text");
            case "long then text" ->
                Producer.<Object>of(NUMBERS, 1L, (state, output) -> {
                    output.emit(numbers(output.allocator(), 1));
                    return "text";
                });
            case "text" -> stateful("a", "ä");
            case "bytes" -> stateful(new byte[] {1}, new byte[] {2, 3});
            case "boolean" -> stateful(true, false);
            case "byte" -> stateful((byte) 1, (byte) -2);
            case "short" -> stateful((short) 1, (short) -2);
            case "int" -> stateful(1, -2);
            case "long" -> stateful(1L, Long.MIN_VALUE);
            case "float" -> stateful(1f, -0.5f);
            case "double" -> stateful(1d, Double.NaN);
            case "record" -> stateful(new Labelled(new Point(1, 2), null), new Labelled(new Point(3, 4), "here"));
            default -> throw new IllegalArgumentException(kind);
        };
    }

    /** Emits what state it is in, as text. */
    private static <S> Producer<Batch> stateful(S first, S second) {
        return Producer.<S>of(TEXT, first, (state, output) -> {
            String text = state instanceof byte[] bytes ? java.util.Arrays.toString(bytes) : String.valueOf(state);
            output.emit(text(output.allocator(), text));
            return second;
        });
    }

    @Override
    public Exchange<Batch, Batch> scale(double factor) {
        return Exchange.of(VALUES, VALUES, (input, output) -> {
            var vector = (Float8Vector) input.vector(0);
            double[] scaled = new double[input.rowCount()];
            for (int i = 0; i < scaled.length; i++) {
                scaled[i] = vector.get(i) * factor;
            }
            output.emit(values(output.allocator(), scaled));
        });
    }

    @Override
    public Exchange<Batch, Batch> runningSum() {
        return Exchange.of(NUMBERS, NUMBERS, 0L, (Long sum, Batch input, Output<Batch> output) -> {
                    long next = sum;
                    for (int i = 0; i < input.rowCount(); i++) {
                        next += ((BigIntVector) input.vector(0)).get(i);
                    }
                    output.emit(numbers(output.allocator(), next));
                    return next;
                })
                .onCancel(context -> {
                    cancelled.incrementAndGet();
                    throw new IllegalStateException("swallowed");
                });
    }

    @Override
    public Exchange<Point, Sum> sums() {
        return Exchange.of(Point.class, Sum.class, (point, output) -> {
            if (point.x() >= 0) {
                output.emit(new Sum(point.x() + point.y()));
            }
        });
    }

    @Override
    public Exchange<Batch, Batch> echo() {
        return Exchange.of(NUMBERS, NUMBERS, (input, output) -> output.emit(input));
    }

    /** Gives the input's own vectors back in one of the ways that there are. */
    @Override
    public Exchange<Batch, Batch> echoRows(String how) {
        return Exchange.of(ROWS, ROWS, (input, output) -> {
            switch (how) {
                case "itself" -> output.emit(input);
                case "its root" -> output.emit(Batch.of(input.root(), input.dictionaries()));
                case "its vectors" ->
                    output.emit(Batch.of(
                            new VectorSchemaRoot(
                                    input.root().getSchema(), input.root().getFieldVectors(), input.rowCount()),
                            input.dictionaries()));
                case "slices" -> output.emit(Batch.of(input.root().slice(0, input.rowCount()), input.dictionaries()));
                default -> throw new IllegalArgumentException(how);
            }
        });
    }

    @Override
    public Exchange<Batch, Batch> withoutColumns() {
        return Exchange.of(NOTHING, NOTHING, 0, (Integer turn, Batch input, Output<Batch> output) -> {
            output.emit(Batch.withoutColumns(0));
            if (turn == 2) {
                output.finish();
            }
            return turn + 1;
        });
    }

    @Override
    public Exchange<Batch, Batch> misbehavingExchange(String how) {
        return Exchange.of(NUMBERS, NUMBERS, (input, output) -> {
            if (how.equals("finish")) {
                output.emit(input);
                output.finish();
            } else if (!how.equals("emit nothing")) {
                misbehave(how, output);
            }
        });
    }
}
