package dev.vgi.flink;

import static org.apache.flink.configuration.ConfigOptions.key;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.MemorySize;

/**
 * The options of exchanges: of {@link VgiExchange} and of lookups by an exchange, beside those of
 * {@link VgiConnectorOptions} that say where the worker is and what is called.
 */
public final class ExchangeOptions {
    /** What is sent. */
    public static final ConfigOption<String> INPUT_COLUMNS = key("exchange.input-columns")
            .stringType()
            .noDefaultValue()
            .withDescription(
                    "The columns that are sent, separated by commas, in this order. A worker accepts exactly the"
                            + " columns that its method declares: in any order if it is written in Python or Java, in TypeScript or"
                            + " Rust only in the order of its declaration. Without it `VgiExchange` sends all columns. A lookup sends"
                            + " those that the join's condition compares with values; where there are several of them, the worker"
                            + " is asked at the start of each task which of them it takes, by batches without rows. The"
                            + " others are compared with its answers.");

    /** How it is sent. */
    public static final ConfigOption<String> INPUT_SCHEMA = key("exchange.input-schema")
            .stringType()
            .noDefaultValue()
            .withDescription(
                    "The types in which columns are sent, such as `id UINT32 NOT NULL, at timestamp(ns)`, where"
                            + " the worker does not cast what it gets. Without it, year-month intervals are sent as"
                            + " `interval_month_day_nano`, as Python workers know no others. Values that would lose"
                            + " something are errors.");

    /** What is kept. */
    public static final ConfigOption<String> KEEP = key("exchange.keep")
            .stringType()
            .noDefaultValue()
            .withDescription("`VgiExchange`: the input's columns that stand before the answer's, separated by commas;"
                    + " `none` for none; without it all.");

    /** How the answer is named. */
    public static final ConfigOption<String> OUTPUT_PREFIX = key("exchange.output-prefix")
            .stringType()
            .noDefaultValue()
            .withDescription("`VgiExchange`: put before the names of the answer's columns.");

    /** What is answered. */
    public static final ConfigOption<String> OUTPUT_SCHEMA = key("exchange.output-schema")
            .stringType()
            .noDefaultValue()
            .withDescription("`VgiExchange`: the answer's columns in Flink's types, such as `city STRING, distance"
                    + " DOUBLE`. Without it the worker is asked when the job is built.");

    /** Order. */
    public static final ConfigOption<Order> OUTPUT_MODE = key("exchange.output-mode")
            .enumType(Order.class)
            .defaultValue(Order.ORDERED)
            .withDescription(
                    "`VgiExchange`: `ordered`, or `unordered` for rows that go on as soon as they are answered,"
                            + " between the same watermarks. For a lookup it is `table.exec.async-lookup.output-mode`.");

    /** Rows of a batch. */
    public static final ConfigOption<Integer> BATCH_MAX_ROWS = key("exchange.batch.max-rows")
            .intType()
            .defaultValue(4096)
            .withDescription("The most rows that are sent at a time.");

    /** Bytes of a batch. */
    public static final ConfigOption<MemorySize> BATCH_MAX_BYTES = key("exchange.batch.max-bytes")
            .memoryType()
            .defaultValue(MemorySize.ofMebiBytes(16))
            .withDescription("A batch is sent when its values are about so many bytes, whatever its rows.");

    /** How long a row waits for others. */
    public static final ConfigOption<Duration> LINGER = key("exchange.linger")
            .durationType()
            .defaultValue(Duration.ofMillis(5))
            .withDescription(
                    "How long a row waits for others to fill its batch while the worker is busy with an earlier"
                            + " one and takes a further one.");

    /** How long a batch waits to be filled. */
    public static final ConfigOption<Duration> FILL_WAIT = key("exchange.batch.fill-wait")
            .durationType()
            .defaultValue(Duration.ofMillis(5))
            .withDescription(
                    "How long a row waits for others while nothing is under way. It does so only while rows come in quick"
                            + " succession, an eighth of a batch or more within this time; others go at once, as all do with"
                            + " `0 s`.");

    /** Batches under way. */
    public static final ConfigOption<Integer> MAX_INFLIGHT = key("exchange.max-inflight")
            .intType()
            .defaultValue(2)
            .withDescription(
                    "How many batches each task sends at once, 1 to 64, each on an exchange stream of its own. A"
                            + " method that remembers what it has seen sees only the rows of its stream.");

    /** Rows that wait. */
    public static final ConfigOption<Integer> CAPACITY = key("exchange.capacity")
            .intType()
            .noDefaultValue()
            .withDescription("`VgiExchange`: how many rows of a task may wait for their answers, which a checkpoint"
                    + " holds. Without it as many as fill `exchange.max-inflight` batches and one more. For a lookup it"
                    + " is `table.exec.async-lookup.buffer-capacity`, or the hint `LOOKUP`.");

    /** How long a row waits for its answer. */
    public static final ConfigOption<Duration> TIMEOUT = key("exchange.timeout")
            .durationType()
            .defaultValue(Duration.ofMinutes(2))
            .withDescription("How long a row waits for its answer before the task fails. A lookup waits nine tenths of"
                    + " `table.exec.async-lookup.timeout` where that is shorter.");

    /** The row's number. */
    public static final ConfigOption<String> CORRELATION = key("exchange.correlation")
            .stringType()
            .noDefaultValue()
            .withDescription("A column (BIGINT, not among the others) that is sent beside the rows with a number for"
                    + " each, and that the worker sends back. Then it may answer a row with none, one or several, in any"
                    + " order. Without it there must be one answer for each row, in order.");

    /** Whether rows may be sent again. */
    public static final ConfigOption<Boolean> IDEMPOTENT = key("exchange.idempotent")
            .booleanType()
            .noDefaultValue()
            .withDescription("Whether a batch whose answer was lost is sent again, on a new stream. Without it where"
                    + " `retry.resend` says so: by default, where the method is declared idempotent or free of side"
                    + " effects. Batches that never reached the worker are sent again in any case.");

    /** How often. */
    public static final ConfigOption<Integer> RETRY_ATTEMPTS = key("exchange.retry.max-attempts")
            .intType()
            .defaultValue(3)
            .withDescription("How often a batch that may be sent again is sent, before the task fails.");

    /** How soon. */
    public static final ConfigOption<Duration> RETRY_BACKOFF = key("exchange.retry.backoff")
            .durationType()
            .defaultValue(Duration.ofMillis(200))
            .withDescription(
                    "The pause before the second time; it doubles each time, and a worker may ask for a longer one, both"
                            + " up to a minute.");

    /** The age of a stream. */
    public static final ConfigOption<Duration> STREAM_MAX_AGE = key("exchange.stream.max-age")
            .durationType()
            .defaultValue(Duration.ofMinutes(30))
            .withDescription(
                    "Over HTTP: how long a stream is used before another one is opened. It must be less than the"
                            + " time for which the worker honours a stream's tokens (its `token_ttl`, one hour by default).");

    /** Whether lookups are batched. */
    public static final ConfigOption<Boolean> LOOKUP_ASYNC = key("lookup.async")
            .booleanType()
            .defaultValue(true)
            .withDescription(
                    "Whether lookups are sent in batches, or each on its own while the query waits. Flink caches"
                            + " their answers with `lookup.cache` = `PARTIAL` and its options `lookup.partial-cache.*`.");

    private ExchangeOptions() {}

    /** Those of {@link VgiExchange} alone. */
    static List<ConfigOption<?>> ofStreams() {
        return List.of(KEEP, OUTPUT_PREFIX, OUTPUT_SCHEMA, OUTPUT_MODE, CAPACITY);
    }

    /** Those of tables alone. */
    public static List<ConfigOption<?>> ofTables() {
        return List.of(LOOKUP_ASYNC);
    }

    /** Those of both. */
    public static List<ConfigOption<?>> ofBoth() {
        return List.of(
                INPUT_COLUMNS,
                INPUT_SCHEMA,
                BATCH_MAX_ROWS,
                BATCH_MAX_BYTES,
                LINGER,
                FILL_WAIT,
                MAX_INFLIGHT,
                TIMEOUT,
                CORRELATION,
                IDEMPOTENT,
                RETRY_ATTEMPTS,
                RETRY_BACKOFF,
                STREAM_MAX_AGE);
    }

    /** All, in the order of the page of options. */
    static List<ConfigOption<?>> all() {
        return Stream.of(ofBoth(), ofStreams(), ofTables())
                .<ConfigOption<?>>flatMap(List::stream)
                .toList();
    }

    /** In which order rows go on. */
    public enum Order {
        /** As they came. */
        ORDERED,
        /** As they are answered. */
        UNORDERED
    }
}
