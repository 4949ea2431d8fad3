package dev.vgi.flink;

import dev.vgi.Code;
import dev.vgi.VgiException;
import dev.vgi.connector.options.Misspellings;
import dev.vgi.flink.exchange.ExchangeSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.datastream.AsyncDataStream;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.table.types.logical.utils.LogicalTypeParser;
import org.jspecify.annotations.Nullable;

/**
 * Enriches a stream by an exchange method: rows go to the worker in batches, several of them at once, and the answer's
 * columns come out behind those that are kept, in the order of the rows.
 *
 * <pre>{@code
 * DataStream<Row> enriched = VgiExchange.on(flights)
 *         .url("http://localhost:8815")
 *         .method("Flights/enrich")
 *         .inputColumns("origin", "destination")
 *         .apply();
 * }</pre>
 *
 * <p>The stream is one of {@link org.apache.flink.types.Row Row} with named columns, or of
 * {@link org.apache.flink.table.data.RowData RowData}; what comes out is of the same kind. Tables are enriched by a
 * lookup join with a table {@code WITH ('connector'='vgi')}.
 *
 * <p>A checkpoint holds the rows that wait for their answers. After a failure they are sent again: every answer comes
 * out exactly once, and the worker sees every row at least once.
 *
 * <p>Every option of {@link ExchangeOptions}, and those of {@link VgiConnectorOptions} on the worker and the call, can
 * also be set by its name with {@link #option}. Used once, by one thread.
 *
 * @param <T> {@code Row} or {@code RowData}
 */
public final class VgiExchange<T> {
    private static final String NONE = "none";

    private final DataStream<T> input;
    private final Map<String, String> options = new LinkedHashMap<>();

    private VgiExchange(DataStream<T> input) {
        this.input = input;
    }

    /** An exchange of the rows of a stream. */
    public static <T> VgiExchange<T> on(DataStream<T> input) {
        return new VgiExchange<>(input);
    }

    /** Sets an option by its name. */
    public VgiExchange<T> option(String name, String value) {
        options.put(name, value);
        return this;
    }

    private VgiExchange<T> option(ConfigOption<?> option, String value) {
        return option(option.key(), value);
    }

    /** The worker's address. */
    public VgiExchange<T> url(String value) {
        return option(VgiConnectorOptions.URL, value);
    }

    /** {@code Protocol/method}, or the method alone where that is not ambiguous. */
    public VgiExchange<T> method(String value) {
        return option(VgiConnectorOptions.METHOD, value);
    }

    /** One argument of the method: JSON for a list, a map or a struct, and the text as it is for other types. */
    public VgiExchange<T> arg(String name, String value) {
        return option(VgiConnectorOptions.ARG.key() + name, value);
    }

    /** The columns to send, which must be those that the method declares; by default all. */
    public VgiExchange<T> inputColumns(String... names) {
        return option(ExchangeOptions.INPUT_COLUMNS, String.join(",", names));
    }

    /** The columns that stand before the answer's; by default all. */
    public VgiExchange<T> keep(String... names) {
        return option(ExchangeOptions.KEEP, names.length == 0 ? NONE : String.join(",", names));
    }

    /** What the names of the answer's columns begin with. */
    public VgiExchange<T> outputPrefix(String value) {
        return option(ExchangeOptions.OUTPUT_PREFIX, value);
    }

    /** The answer's columns in Flink's types, such as {@code city STRING, distance DOUBLE}. */
    public VgiExchange<T> outputSchema(String value) {
        return option(ExchangeOptions.OUTPUT_SCHEMA, value);
    }

    /** The most rows that are sent at a time. */
    public VgiExchange<T> batchRows(int value) {
        return option(ExchangeOptions.BATCH_MAX_ROWS, Integer.toString(value));
    }

    /** How many batches each task sends at once. */
    public VgiExchange<T> maxInflight(int value) {
        return option(ExchangeOptions.MAX_INFLIGHT, Integer.toString(value));
    }

    /** How many rows of each task may wait for their answers. */
    public VgiExchange<T> capacity(int value) {
        return option(ExchangeOptions.CAPACITY, Integer.toString(value));
    }

    /** Rows go on as soon as they are answered, between the same watermarks. */
    public VgiExchange<T> unordered() {
        return option(ExchangeOptions.OUTPUT_MODE, ExchangeOptions.Order.UNORDERED.name());
    }

    /**
     * The enriched stream. Asks the worker for the method's parameters and the answer's columns, unless both are
     * declared.
     *
     * @throws VgiException for wrong options, columns that are missing or clash, and whatever the worker refuses
     */
    public SingleOutputStreamOperator<T> apply() {
        Configuration configuration = configuration();
        RowAdapter<T> form = RowAdapter.of(input.getType());
        List<String> columns = form.columns().getFieldNames();
        List<String> sent = select(columns, configuration, ExchangeOptions.INPUT_COLUMNS);
        List<String> kept = select(columns, configuration, ExchangeOptions.KEEP);
        var plan = new ExchangePlan(options, form.columns(), sent, null);
        int capacity = plan.capacity();
        Schemes schemes = Schemes.planned();
        ExchangeSpec spec = plan.spec(
                schemes,
                declaredAnswer(configuration),
                capacity,
                "Raise " + ExchangeOptions.CAPACITY.key() + " (VgiExchange.capacity)",
                null);
        String prefix = configuration.getOptional(ExchangeOptions.OUTPUT_PREFIX).orElse("");
        RowAdapter.Output<T> output = form.output(
                kept.stream().mapToInt(columns::indexOf).toArray(), spec.answer(), names(kept, spec.answer(), prefix));
        var function = new ExchangeFunction<>(spec, schemes, form, output);
        // The batcher fails what takes too long, by batch: a timer of Flink's for each row would cost more than the
        // row.
        SingleOutputStreamOperator<T> stream =
                configuration.get(ExchangeOptions.OUTPUT_MODE) == ExchangeOptions.Order.ORDERED
                        ? AsyncDataStream.orderedWait(input, function, 0, TimeUnit.MILLISECONDS, capacity)
                        : AsyncDataStream.unorderedWait(input, function, 0, TimeUnit.MILLISECONDS, capacity);
        return stream.returns(output.type()).name("vgi " + spec.method().name());
    }

    private Configuration configuration() {
        Set<String> known = new HashSet<>();
        VgiConnectorOptions.all().stream()
                .map(ConfigOption::key)
                .filter(name -> !name.startsWith("scan.") && !name.equals(VgiConnectorOptions.PREFETCH_BATCHES.key()))
                .forEach(known::add);
        ExchangeOptions.ofStreams().forEach(option -> known.add(option.key()));
        ExchangeOptions.ofBoth().forEach(option -> known.add(option.key()));
        for (String name : options.keySet()) {
            if (!VgiConnectorOptions.isPrefixed(name) && !known.contains(name)) {
                throw Misspellings.unknown(name, known);
            }
        }
        return Configuration.fromMap(options);
    }

    private static List<String> select(List<String> columns, Configuration options, ConfigOption<String> option) {
        String text = options.get(option);
        if (text == null) {
            return columns;
        }
        List<String> selected = text.equals(NONE) && !columns.contains(NONE)
                ? List.of()
                : Arrays.stream(text.split(",")).map(String::strip).toList();
        for (String name : selected) {
            if (!columns.contains(name)) {
                throw VgiException.invalidArgument("option '" + option.key() + "' names '" + name
                        + "', which is no column of the stream; it has " + columns);
            }
        }
        return selected;
    }

    private static @Nullable RowType declaredAnswer(Configuration options) {
        String text = options.get(ExchangeOptions.OUTPUT_SCHEMA);
        if (text == null) {
            return null;
        }
        try {
            LogicalType type = LogicalTypeParser.parse(
                    "ROW<" + text + ">", Thread.currentThread().getContextClassLoader());
            // Fails for the names of types that are none.
            ColumnTypes.external(type);
            return (RowType) type;
        } catch (RuntimeException e) {
            throw VgiException.of(
                    Code.INVALID_ARGUMENT,
                    "option '" + ExchangeOptions.OUTPUT_SCHEMA.key() + "' is '" + text
                            + "', expected columns such as city STRING, distance DOUBLE: " + e.getMessage(),
                    e);
        }
    }

    private static List<String> names(List<String> kept, RowType answer, String prefix) {
        List<String> names = new ArrayList<>(kept);
        for (String name : answer.getFieldNames()) {
            if (names.contains(prefix + name)) {
                throw VgiException.invalidArgument("the column '" + prefix + name + "' of the answer has the name of"
                        + " another one; set " + ExchangeOptions.OUTPUT_PREFIX.key() + ", or keep fewer columns ("
                        + ExchangeOptions.KEEP.key() + ")");
            }
            names.add(prefix + name);
        }
        return names;
    }
}
