package dev.vgi.spark;

import dev.vgi.Code;
import dev.vgi.VgiException;
import dev.vgi.arrow.Batch;
import dev.vgi.client.Client;
import dev.vgi.client.ExchangeStream;
import dev.vgi.connector.exchange.RetryPolicy;
import dev.vgi.connector.options.ClientSpec;
import dev.vgi.connector.plan.MethodCall;
import dev.vgi.connector.plan.ResolvedMethod;
import dev.vgi.protocol.CallOptions.Resend;
import dev.vgi.spark.columns.SparkTypes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.AttributeReference;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.classic.Dataset$;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.internal.SQLConf;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Enriches a DataFrame by an exchange method: batches of rows go to the worker, one stream for each partition, and its
 * columns come back beside those that are kept. As many rows come out as went in, in their order.
 *
 * <pre>{@code
 * Dataset<Row> enriched = VgiExchange.on(flights)
 *         .url("http://localhost:8815")
 *         .method("Flights/enrich")
 *         .inputColumns("origin", "destination")
 *         .apply();
 * }</pre>
 *
 * <p>Every {@link VgiOption} for exchanges can also be set by its name with {@link #option}, which is how Python does
 * it. Used once, by one thread.
 */
public final class VgiExchange {
    private final Dataset<Row> input;
    private final Map<String, String> options = new LinkedHashMap<>();

    private VgiExchange(Dataset<Row> input) {
        this.input = input;
    }

    /** An exchange of the rows of a DataFrame of a classic session, which is what all but Spark Connect have. */
    public static VgiExchange on(Dataset<Row> input) {
        return new VgiExchange(input);
    }

    /** Sets an option by its name. */
    public VgiExchange option(String name, String value) {
        options.put(name, value);
        return this;
    }

    /** The worker's address. */
    public VgiExchange url(String value) {
        return option(VgiOption.URL.key(), value);
    }

    /** {@code Protocol/method}, or the method alone where that is not ambiguous. */
    public VgiExchange method(String value) {
        return option(VgiOption.METHOD.key(), value);
    }

    /** One argument of the method: text as it is, JSON for other types. */
    public VgiExchange arg(String name, String value) {
        return option(VgiOption.ARG.key() + name, value);
    }

    /** The columns to send, which must be those that the method declares; by default all. */
    public VgiExchange inputColumns(String... names) {
        return option(VgiOption.INPUT_COLUMNS.key(), String.join(",", names));
    }

    /** The columns that stand beside the answer's; by default all. */
    public VgiExchange keep(String... names) {
        return option(VgiOption.KEEP.key(), names.length == 0 ? "none" : String.join(",", names));
    }

    /** What the names of the answer's columns begin with. */
    public VgiExchange outputPrefix(String value) {
        return option(VgiOption.OUTPUT_PREFIX.key(), value);
    }

    /** The answer's columns as DDL in Spark's types; given, planning asks the worker for nothing but the parameters. */
    public VgiExchange outputSchema(String value) {
        return option(VgiOption.OUTPUT_SCHEMA.key(), value);
    }

    /** The most rows that are sent at a time. */
    public VgiExchange batchSize(int value) {
        return option(VgiOption.BATCH_SIZE.key(), Integer.toString(value));
    }

    /**
     * The enriched DataFrame. Asks the worker for the method's parameters and the answer's columns, unless both are
     * given.
     *
     * @throws VgiException for wrong options, columns that are missing or clash, and whatever the worker refuses
     */
    public Dataset<Row> apply() {
        if (!(input instanceof org.apache.spark.sql.classic.Dataset<Row> dataset)) {
            throw VgiException.of(
                    Code.UNIMPLEMENTED,
                    "VgiExchange.on(df) needs a DataFrame of a classic session, and this one is of Spark Connect");
        }
        OptionReader text = OptionReader.of(options, VgiOption.Use.EXCHANGE);
        LogicalPlan child = dataset.queryExecution().analyzed();
        List<Attribute> columns = Scala.list(child.output());
        List<Attribute> sent = select(columns, text, VgiOption.INPUT_COLUMNS);
        List<Attribute> kept = select(columns, text, VgiOption.KEEP);
        if (sent.isEmpty()) {
            throw VgiException.invalidArgument("option 'inputColumns' names no column, expected at least one");
        }
        List<Attribute> dropped =
                sent.stream().filter(column -> !kept.contains(column)).toList();
        Planned planned = plan(text, type(sent));
        String prefix = text.text(VgiOption.OUTPUT_PREFIX).orElse("");
        checkNames(kept, planned.answer(), prefix);
        List<Attribute> answer = attributes(planned.answer());
        var spec = new ExchangeSpec(
                planned.method(),
                new LinkedHashMap<>(planned.arguments()),
                type(sent),
                planned.answer(),
                text.number(VgiOption.BATCH_SIZE, 1, 1 << 24),
                new RetryPolicy(
                        text.number(VgiOption.RETRY_ATTEMPTS, 1, 100),
                        text.duration(VgiOption.RETRY_BACKOFF),
                        planned.method().settings().resend() == Resend.ALWAYS));
        SparkSession session = dataset.sparkSession();
        ExchangeStrategy.install(session);
        var plan = new ExchangeNode(
                spec, Scala.seq(sent), Scala.seq(dropped), Scala.seq(answer), needed(child, dropped, kept));
        return Dataset$.MODULE$.ofRows(session, named(plan, kept, answer, prefix));
    }

    /** Only what the exchange needs of its child, so that the optimizer can prune the rest. */
    private static LogicalPlan needed(LogicalPlan child, List<Attribute> dropped, List<Attribute> kept) {
        List<NamedExpression> needed = new ArrayList<>(kept);
        needed.addAll(dropped);
        return new Project(Scala.seq(needed), child);
    }

    /** New names and identities for the answer's columns, so that the result can be joined with itself. */
    private static LogicalPlan named(LogicalPlan plan, List<Attribute> kept, List<Attribute> answer, String prefix) {
        List<NamedExpression> output = new ArrayList<>(kept);
        for (Attribute column : answer) {
            output.add(new Alias(
                    column,
                    prefix + column.name(),
                    NamedExpression.newExprId(),
                    Scala.seq(),
                    scala.Option.empty(),
                    Scala.seq()));
        }
        return new Project(Scala.seq(output), plan);
    }

    private record Planned(ResolvedMethod method, Map<String, ?> arguments, StructType answer) {}

    private static Planned plan(OptionReader text, StructType sent) {
        ClientSpec connection = MethodOptions.connection(text);
        MethodCall call = MethodOptions.call(text);
        Optional<StructType> declared = text.text(VgiOption.OUTPUT_SCHEMA).map(VgiExchange::ddl);
        try (Client client = ClientPool.fresh(connection)) {
            ResolvedMethod method = Errors.ADVICE.on(() -> ResolvedMethod.plan(client, connection, call));
            Map<String, ?> arguments = call.arguments().resolve(method.parameters());
            StructType answer = declared.orElseGet(() -> ask(method, client, arguments, sent));
            for (StructField column : answer.fields()) {
                SparkTypes.unsupported(column).ifPresent(why -> {
                    throw VgiException.of(Code.UNIMPLEMENTED, "the answer's column '" + column.name() + "' is " + why);
                });
            }
            return new Planned(method, arguments, answer);
        }
    }

    private static StructType ddl(String text) {
        try {
            return StructType.fromDDL(text);
        } catch (RuntimeException e) {
            throw VgiException.of(
                    Code.INVALID_ARGUMENT,
                    "option 'outputSchema' is '" + text + "', expected columns such as city STRING, distance DOUBLE: "
                            + e.getMessage(),
                    e);
        }
    }

    /** Over HTTP the worker tells the schema when the stream opens; elsewhere an exchange without rows finds it out. */
    private static StructType ask(ResolvedMethod method, Client client, Map<String, ?> arguments, StructType sent) {
        Schema input = ExchangeBatches.inputSchema(sent);
        try (ExchangeStream stream = method.on(client).args(arguments).exchange(input);
                Batch none = Batch.empty(input, ProcessMemory.get().allocator());
                Batch answer = stream.exchange(none)) {
            return SparkTypes.offered(answer.schema());
        } catch (VgiException e) {
            throw Errors.ADVICE.ofExchange(e, method, List.of(sent.fieldNames()));
        }
    }

    private static List<Attribute> select(List<Attribute> columns, OptionReader text, VgiOption option) {
        Optional<List<String>> names = text.names(option);
        if (names.isEmpty()) {
            return columns;
        }
        List<Attribute> selected = new ArrayList<>();
        for (String name : names.get()) {
            List<Attribute> found = columns.stream()
                    .filter(column -> column.name().equalsIgnoreCase(name))
                    .toList();
            if (found.size() != 1) {
                throw VgiException.invalidArgument("option '" + option.key() + "' names '" + name + "', which "
                        + (found.isEmpty() ? "is no column" : "is the name of " + found.size() + " columns")
                        + "; the DataFrame has "
                        + columns.stream().map(Attribute::name).toList());
            }
            selected.add(found.get(0));
        }
        return selected;
    }

    private static void checkNames(List<Attribute> kept, StructType answer, String prefix) {
        Set<String> names = new HashSet<>();
        kept.forEach(column -> names.add(folded(column.name())));
        for (String name : answer.fieldNames()) {
            if (!names.add(folded(prefix + name))) {
                throw VgiException.invalidArgument("the column '" + prefix + name + "' of the answer has the name of a"
                        + " kept one; set 'outputPrefix', or keep fewer columns ('keep')");
            }
        }
    }

    /** As the session tells names apart. */
    private static String folded(String name) {
        return SQLConf.get().caseSensitiveAnalysis() ? name : name.toLowerCase(Locale.ROOT);
    }

    static StructType type(List<Attribute> columns) {
        return new StructType(columns.stream()
                .map(column -> new StructField(column.name(), column.dataType(), column.nullable(), Metadata.empty()))
                .toArray(StructField[]::new));
    }

    private static List<Attribute> attributes(StructType columns) {
        List<Attribute> attributes = new ArrayList<>();
        for (StructField column : columns.fields()) {
            attributes.add(new AttributeReference(
                    column.name(),
                    column.dataType(),
                    column.nullable(),
                    column.metadata(),
                    NamedExpression.newExprId(),
                    Scala.seq()));
        }
        return attributes;
    }
}
