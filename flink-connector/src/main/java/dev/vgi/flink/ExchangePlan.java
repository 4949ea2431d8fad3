package dev.vgi.flink;

import dev.vgi.Code;
import dev.vgi.VgiException;
import dev.vgi.arrow.Batch;
import dev.vgi.arrow.Memory;
import dev.vgi.client.Client;
import dev.vgi.client.ExchangeStream;
import dev.vgi.connector.exchange.RetryPolicy;
import dev.vgi.connector.options.CallSettings;
import dev.vgi.connector.plan.ResolvedMethod;
import dev.vgi.flink.columns.ArrowLayout;
import dev.vgi.flink.columns.FlinkTypes;
import dev.vgi.flink.columns.RowEncoder;
import dev.vgi.flink.exchange.BatchLimits;
import dev.vgi.flink.exchange.ExchangeSpec;
import dev.vgi.protocol.CallOptions.Resend;
import dev.vgi.types.SchemaText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.table.types.logical.RowType;
import org.jspecify.annotations.Nullable;

/** Reads the options of an exchange, and asks the worker what it needs to know beside them. Used once. */
final class ExchangePlan {
    private static final int MOST_ROWS = 1 << 24;
    private static final int MOST_INFLIGHT = 64;

    /** Codes of errors that are not on what was sent. */
    private static final Set<Code> NOT_ON_COLUMNS = EnumSet.of(
            Code.CANCELLED,
            Code.DEADLINE_EXCEEDED,
            Code.NOT_FOUND,
            Code.PERMISSION_DENIED,
            Code.RESOURCE_EXHAUSTED,
            Code.UNAUTHENTICATED,
            Code.UNAVAILABLE);

    private final Map<String, String> given;
    private final Configuration options;
    private final RowType rows;
    private final @Nullable String table;
    private final Schema input;
    private final @Nullable String correlation;

    /**
     * An exchange of these columns.
     *
     * @param given all options
     * @param rows the rows' type
     * @param sent the columns to send
     * @param table what errors call the table whose lookups these are; null for an exchange of a stream
     * @throws VgiException INVALID_ARGUMENT for a type that cannot be sent
     */
    ExchangePlan(Map<String, String> given, RowType rows, List<String> sent, @Nullable String table) {
        this.given = given;
        this.options = Configuration.fromMap(given);
        this.rows = rows;
        this.table = table;
        this.input = input(rows, sent);
        this.correlation = options.get(ExchangeOptions.CORRELATION);
    }

    private Schema input(RowType columns, List<String> sent) {
        if (sent.isEmpty()) {
            throw VgiException.invalidArgument("no column is sent to the exchange, expected at least one ("
                    + ExchangeOptions.INPUT_COLUMNS.key() + ")");
        }
        List<Field> fields = new ArrayList<>();
        for (String name : sent) {
            fields.add(ArrowLayout.field(name, columns.getTypeAt(columns.getFieldIndex(name))));
        }
        String declared = options.get(ExchangeOptions.INPUT_SCHEMA);
        if (declared == null) {
            return new Schema(fields);
        }
        Schema schema = SchemaText.parse(declared);
        Set<String> names = new HashSet<>(sent);
        schema.getFields().forEach(field -> names.remove(field.getName()));
        if (schema.getFields().size() != sent.size() || !names.isEmpty()) {
            throw VgiException.invalidArgument("option '" + ExchangeOptions.INPUT_SCHEMA.key() + "' is '" + declared
                    + "', expected the columns that are sent: " + sent);
        }
        return schema;
    }

    /**
     * Looks at all options, without the worker.
     *
     * @throws VgiException INVALID_ARGUMENT for a wrong one
     */
    void check() {
        ConnectorSettings.of(given);
        limits(capacity(), "", null);
        retries(Resend.NEVER);
        positive(ExchangeOptions.STREAM_MAX_AGE);
    }

    /** How many rows may wait for their answers. */
    int capacity() {
        Integer chosen = options.get(ExchangeOptions.CAPACITY);
        if (chosen != null) {
            return within(ExchangeOptions.CAPACITY, chosen, 1, Integer.MAX_VALUE);
        }
        long batches = maxInflight() + 1L;
        return (int) Math.min(Integer.MAX_VALUE, batches * maxRows());
    }

    private int maxRows() {
        return within(ExchangeOptions.BATCH_MAX_ROWS, options.get(ExchangeOptions.BATCH_MAX_ROWS), 1, MOST_ROWS);
    }

    private int maxInflight() {
        return within(ExchangeOptions.MAX_INFLIGHT, options.get(ExchangeOptions.MAX_INFLIGHT), 1, MOST_INFLIGHT);
    }

    private static int within(ConfigOption<Integer> option, int value, int least, int most) {
        if (value < least || value > most) {
            throw ConnectorSettings.wrong(option, value, "a number from " + least + " to " + most);
        }
        return value;
    }

    /**
     * The exchange.
     *
     * @param schemes which addresses it may use
     * @param answer the columns that are wanted, where they are known
     * @param capacity how many rows Flink lets wait for their answers
     * @param capacityHint how to raise it
     * @param longest the longest wait for an answer that Flink allows; null for no limit
     */
    ExchangeSpec spec(
            Schemes schemes, @Nullable RowType answer, int capacity, String capacityHint, @Nullable Duration longest) {
        ConnectorSettings settings = ConnectorSettings.of(given);
        schemes.check(settings.connection().url());
        try (Memory memory = Memory.create();
                Client client = settings.connection().builder().memory(memory).connect()) {
            ResolvedMethod found =
                    Errors.ADVICE.on(() -> ResolvedMethod.plan(client, settings.connection(), settings.call()));
            ResolvedMethod method = decided(found);
            LinkedHashMap<String, ?> arguments =
                    new LinkedHashMap<>(settings.call().arguments().resolve(method.parameters()));
            var encoder = new RowEncoder(rows, input, correlation);
            encoder.check(memory.allocator());
            RowType columns = answer != null ? answer : ask(method, client, arguments, encoder, memory);
            return new ExchangeSpec(
                    method,
                    arguments,
                    table,
                    rows,
                    input.toJson(),
                    columns,
                    correlation,
                    limits(capacity, capacityHint, longest),
                    retries(method.settings().resend()),
                    positive(ExchangeOptions.STREAM_MAX_AGE));
        }
    }

    /**
     * Whether the worker takes the columns, as a batch without rows tells.
     *
     * @return its refusal; empty where it takes them
     * @throws VgiException for other errors than the worker's own
     */
    Optional<VgiException> refusal(Schemes schemes) {
        ConnectorSettings settings = ConnectorSettings.of(given);
        schemes.check(settings.connection().url());
        try (Memory memory = Memory.create();
                Client client = settings.connection().builder().memory(memory).connect()) {
            ResolvedMethod method =
                    Errors.ADVICE.on(() -> ResolvedMethod.plan(client, settings.connection(), settings.call()));
            Map<String, ?> arguments = settings.call().arguments().resolve(method.parameters());
            var encoder = new RowEncoder(rows, input, correlation);
            try {
                answered(method, client, arguments, encoder, memory);
                return Optional.empty();
            } catch (VgiException e) {
                if (e.isRemote() && !NOT_ON_COLUMNS.contains(e.code())) {
                    return Optional.of(e);
                }
                throw ExchangeSpec.explained(e, method, encoder.schema(), table);
            }
        }
    }

    /** With the exchange's own word on lost answers in the place of what was decided for all calls. */
    private ResolvedMethod decided(ResolvedMethod method) {
        Boolean idempotent = options.get(ExchangeOptions.IDEMPOTENT);
        if (idempotent == null) {
            return method;
        }
        CallSettings settings = method.settings();
        return new ResolvedMethod(
                method.connection(),
                method.name(),
                method.parametersJson(),
                method.protocolVersion(),
                method.header(),
                new CallSettings(
                        settings.silence(),
                        settings.allocatorBytes(),
                        settings.prefetchBatches(),
                        idempotent ? Resend.ALWAYS : Resend.NEVER));
    }

    private RetryPolicy retries(Resend resend) {
        return new RetryPolicy(
                within(ExchangeOptions.RETRY_ATTEMPTS, options.get(ExchangeOptions.RETRY_ATTEMPTS), 1, 100),
                notNegative(ExchangeOptions.RETRY_BACKOFF),
                resend == Resend.ALWAYS);
    }

    private BatchLimits limits(int capacity, String capacityHint, @Nullable Duration longest) {
        Duration timeout = positive(ExchangeOptions.TIMEOUT);
        long bytes = options.get(ExchangeOptions.BATCH_MAX_BYTES).getBytes();
        if (bytes < 1) {
            throw ConnectorSettings.wrong(ExchangeOptions.BATCH_MAX_BYTES, bytes, "a size, such as 16mb");
        }
        return new BatchLimits(
                maxRows(),
                bytes,
                notNegative(ExchangeOptions.LINGER),
                notNegative(ExchangeOptions.FILL_WAIT),
                maxInflight(),
                capacity,
                capacityHint,
                longest == null || timeout.compareTo(longest) < 0 ? timeout : longest);
    }

    private Duration positive(ConfigOption<Duration> option) {
        Duration value = options.get(option);
        if (value.isNegative() || value.isZero()) {
            throw ConnectorSettings.wrong(option, value, "more than zero");
        }
        return value;
    }

    private Duration notNegative(ConfigOption<Duration> option) {
        Duration value = options.get(option);
        if (value.isNegative()) {
            throw ConnectorSettings.wrong(option, value, "zero or more");
        }
        return value;
    }

    /**
     * Over HTTP the worker tells the columns when the stream opens; elsewhere an exchange without rows finds them out.
     */
    private RowType ask(
            ResolvedMethod method, Client client, Map<String, ?> arguments, RowEncoder encoder, Memory memory) {
        try {
            List<Field> columns = answered(method, client, arguments, encoder, memory).getFields().stream()
                    .filter(field -> !field.getName().equals(correlation))
                    .toList();
            return FlinkTypes.row(new Schema(columns));
        } catch (VgiException e) {
            throw ExchangeSpec.explained(e, method, encoder.schema(), table);
        }
    }

    private static Schema answered(
            ResolvedMethod method, Client client, Map<String, ?> arguments, RowEncoder encoder, Memory memory) {
        try (ExchangeStream stream = method.on(client).args(arguments).exchange(encoder.schema());
                Batch none = Batch.empty(encoder.schema(), memory.allocator());
                Batch answer = stream.exchange(none)) {
            return answer.schema();
        }
    }
}
