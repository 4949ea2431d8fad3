package dev.vgi.spark;

import dev.vgi.arrow.Batch;
import dev.vgi.service.Exchange;
import dev.vgi.service.Output;
import dev.vgi.service.Producer;
import dev.vgi.types.SchemaText;
import dev.vgi.types.Values;
import java.math.BigInteger;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** Remembers the arguments and the batches that it was sent, and how many of its streams are open. */
final class TablesWorker implements Tables {
    static final int BATCH_ROWS = 100;
    static final int WIDE = 120;

    private static final Schema NUMBERS = SchemaText.parse("id BIGINT NOT NULL, name STRING, score DOUBLE");
    private static final Schema SPLITS = SchemaText.parse("start BIGINT NOT NULL");
    private static final Schema NESTED = SchemaText.parse("id BIGINT NOT NULL,"
            + " place STRUCT<name: STRING, point: STRUCT<x: BIGINT, y: BIGINT>, tags: ARRAY<STRING>>");
    private static final Schema INTERVALS =
            SchemaText.parse("months interval_months, days interval_day_time, both interval_month_day_nano");
    private static final Schema ID = SchemaText.parse("id BIGINT");
    private static final Schema TIMES = SchemaText.parse("id BIGINT NOT NULL, at time64(us)");
    private static final Schema AT = SchemaText.parse("at time64(ns)");
    private static final Schema AGAIN = SchemaText.parse("again time64(us)");
    private static final Schema DIGITS = SchemaText.parse("digits decimal128(38,0)");
    private static final Schema MONTHS = SchemaText.parse("months interval_months");
    private static final Schema MONTHS_AGAIN = SchemaText.parse("answer interval_months");
    private static final Schema LABEL = SchemaText.parse("label STRING");

    private final List<String> received = new CopyOnWriteArrayList<>();
    private final AtomicInteger open = new AtomicInteger();
    private volatile IntConsumer beforeLabels = call -> {};

    /** The calls since {@link #forget}, each as {@code method argument=value ...}; nulls are left out. */
    List<String> received() {
        return List.copyOf(received);
    }

    void forget() {
        received.clear();
    }

    /** Runs before each batch is labelled, with how many batches were received; what it throws is the answer. */
    void beforeLabels(IntConsumer action) {
        beforeLabels = action;
    }

    /** The streams that neither have ended nor were cancelled. */
    int openStreams() {
        return open.get();
    }

    @Override
    public Producer<Batch> numbers(
            @Nullable Long start, long count, @Nullable List<@Nullable String> vgiColumns, @Nullable Long vgiLimit) {
        var arguments = new LinkedHashMap<String, @Nullable Object>();
        arguments.put("start", start);
        arguments.put("count", count);
        arguments.put("vgi_columns", vgiColumns);
        arguments.put("vgi_limit", vgiLimit);
        record("numbers", arguments);
        long first = start == null ? 0 : start;
        return table(
                vgiColumns == null ? NUMBERS : columns(vgiColumns),
                first,
                first + (vgiLimit == null ? count : Math.min(count, vgiLimit)),
                id -> values("id", id, "name", id % 3 == 0 ? null : "n" + id, "score", id / 2.0));
    }

    @Override
    public Producer<Batch> splits() {
        return table(SPLITS, 0, 3, id -> values("start", 1000 * id));
    }

    @Override
    public Producer<Batch> wide(long count) {
        Schema schema = SchemaText.parse(
                IntStream.range(0, WIDE).mapToObj(i -> "c" + i + " BIGINT").collect(Collectors.joining(", ")));
        return table(schema, 0, count, id -> {
            var row = new LinkedHashMap<String, @Nullable Object>();
            IntStream.range(0, WIDE).forEach(i -> row.put("c" + i, 1000 * id + i));
            return row;
        });
    }

    @Override
    public Producer<Batch> nested(long count) {
        return table(
                NESTED,
                0,
                count,
                id -> values(
                        "id",
                        id,
                        "place",
                        id % 5 == 0
                                ? null
                                : values(
                                        "name",
                                        "p" + id,
                                        "point",
                                        id % 7 == 0 ? null : values("x", id, "y", -id),
                                        "tags",
                                        List.of("a" + id, "b"))));
    }

    @Override
    public Producer<Batch> endless() {
        return table(ID, 0, Long.MAX_VALUE, id -> values("id", id));
    }

    @Override
    public Producer<Batch> intervals() {
        return table(
                INTERVALS,
                0,
                250,
                id -> id % 2 == 1
                        ? values("months", null, "days", null, "both", null)
                        : values("months", "P1Y" + id + "M", "days", "P" + id + "DT1.5S", "both", "P1M" + id + "DT2S"));
    }

    @Override
    public Exchange<Batch, Batch> label() {
        return Exchange.of(ID, LABEL, (input, output) -> {
            received.add("label "
                    + input.schema().getFields().stream().map(Field::getName).toList() + " " + input.rowCount());
            beforeLabels.accept(received.size());
            List<Map<String, @Nullable Object>> labels = new ArrayList<>();
            for (int row = 0; row < input.rowCount(); row++) {
                labels.add(values("label", "no. " + Values.row(input, row).get("id")));
            }
            output.emit(Values.encodeRows(LABEL, labels, output.allocator()));
        });
    }

    @Override
    public Exchange<Batch, Batch> months() {
        return Exchange.of(MONTHS, MONTHS_AGAIN, (input, output) -> {
            List<Map<String, @Nullable Object>> rows = new ArrayList<>();
            for (int row = 0; row < input.rowCount(); row++) {
                rows.add(values("answer", Values.row(input, row).get("months")));
            }
            output.emit(Values.encodeRows(MONTHS_AGAIN, rows, output.allocator()));
        });
    }

    @Override
    public Exchange<Batch, Batch> digits() {
        return Exchange.of(ID, DIGITS, (input, output) -> {
            VectorSchemaRoot root = VectorSchemaRoot.create(DIGITS, output.allocator());
            var digits = (DecimalVector) root.getVector(0);
            digits.allocateNew(input.rowCount());
            if (input.rowCount() > 7) {
                digits.setBigEndian(7, BigInteger.TEN.pow(38).negate().toByteArray());
            }
            root.setRowCount(input.rowCount());
            output.emit(Batch.of(root));
        });
    }

    @Override
    public Producer<Batch> times(long count) {
        return table(TIMES, 0, count, id -> values("id", id, "at", LocalTime.ofSecondOfDay(id)));
    }

    @Override
    public Exchange<Batch, Batch> again() {
        return Exchange.of(AT, AGAIN, (input, output) -> {
            List<Map<String, @Nullable Object>> rows = new ArrayList<>();
            for (int row = 0; row < input.rowCount(); row++) {
                rows.add(values("again", Values.row(input, row).get("at")));
            }
            output.emit(Values.encodeRows(AGAIN, rows, output.allocator()));
        });
    }

    private void record(String method, Map<String, @Nullable Object> arguments) {
        received.add(arguments.entrySet().stream()
                .filter(argument -> argument.getValue() != null)
                .map(argument -> " " + argument.getKey() + "=" + argument.getValue())
                .collect(Collectors.joining("", method, "")));
    }

    private static Schema columns(List<@Nullable String> names) {
        return new Schema(names.stream().map(NUMBERS::findField).toList());
    }

    /** Alternating names and values. */
    private static Map<String, @Nullable Object> values(@Nullable Object... pairs) {
        var row = new LinkedHashMap<String, @Nullable Object>();
        for (int i = 0; i < pairs.length; i += 2) {
            row.put(String.valueOf(pairs[i]), pairs[i + 1]);
        }
        return row;
    }

    /** Batches of {@value #BATCH_ROWS} rows, an empty one behind the first. */
    private Producer<Batch> table(
            Schema schema, long start, long end, LongFunction<Map<String, @Nullable Object>> row) {
        open.incrementAndGet();
        return Producer.of(schema, new Scan(start), (scan, output) -> {
            produce(schema, scan, end, row, output);
            return scan;
        });
    }

    private static void produce(
            Schema schema, Scan scan, long end, LongFunction<Map<String, @Nullable Object>> row, Output<Batch> output) {
        List<Map<String, @Nullable Object>> rows = new ArrayList<>();
        if (scan.turn++ != 1) {
            for (; rows.size() < BATCH_ROWS && scan.next < end; scan.next++) {
                var values = new LinkedHashMap<>(row.apply(scan.next));
                values.keySet()
                        .retainAll(
                                schema.getFields().stream().map(Field::getName).toList());
                rows.add(values);
            }
        }
        output.emit(Values.encodeRows(schema, rows, output.allocator()));
        if (scan.next >= end) {
            output.finish();
        }
    }

    /** A stream's place, and its end: the runtime closes it. Raw transports only. */
    private final class Scan implements AutoCloseable {
        private long next;
        private int turn;

        Scan(long next) {
            this.next = next;
        }

        @Override
        public void close() {
            open.decrementAndGet();
        }
    }
}
