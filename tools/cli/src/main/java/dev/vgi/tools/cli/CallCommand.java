package dev.vgi.tools.cli;

import dev.vgi.Limits;
import dev.vgi.arrow.Batch;
import dev.vgi.arrow.Memory;
import dev.vgi.arrow.MemoryScope;
import dev.vgi.client.Client;
import dev.vgi.client.ExchangeStream;
import dev.vgi.client.Method;
import dev.vgi.client.ProducerStream;
import dev.vgi.protocol.MethodDescription;
import dev.vgi.protocol.MethodKind;
import dev.vgi.types.SchemaText;
import dev.vgi.types.Values;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Calls a method of any kind and shows what it gives. */
@Command(
        name = "call",
        sortOptions = false,
        abbreviateSynopsis = true,
        description = {
            "Calls a method and shows what it gives.",
            "A unary method gives its result, a producer its rows, and an exchange the rows that it makes of those of"
                    + " --input. The worker's log lines go to standard error."
        })
final class CallCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private WorkerOptions worker = new WorkerOptions();

    @Parameters(
            index = "1",
            paramLabel = "METHOD",
            description = "Its name; Protocol/method where the name alone is not enough.")
    private String name = "";

    @Parameters(
            index = "2..*",
            paramLabel = "KEY=VALUE",
            description = {
                "Arguments, read by the parameters' types: text as it stands, numbers, true and false, dates and times as"
                        + " ISO-8601, binary as base64, lists and structs as JSON, null (for text: leave it out).",
            })
    private List<String> arguments = new ArrayList<>();

    @Option(names = "--json", paramLabel = "OBJECT", description = "Arguments as a JSON object.")
    private @Nullable String json;

    @Option(
            names = "--input",
            paramLabel = "FILE",
            description = "An exchange's input: JSON lines (.jsonl) or an Arrow file or stream (.arrow).")
    private @Nullable Path input;

    @Option(
            names = "--input-schema",
            paramLabel = "DDL",
            description =
                    "The columns of a JSON input, as in 'origin STRING, delay BIGINT'. Default: as its values are.")
    private @Nullable String inputSchema;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "table",
            description = "table for people, jsonl for one JSON object a row, arrow for an Arrow stream."
                    + " Default: ${DEFAULT-VALUE}.")
    private Format format = Format.TABLE;

    @Option(names = "--limit", paramLabel = "N", description = "Stop after N rows.")
    private long limit = Long.MAX_VALUE;

    @Option(
            names = "--args-schema",
            paramLabel = "DDL",
            description = "For a worker without reflection: the parameters in declared order, as in"
                    + " 'month BIGINT, name STRING NOT NULL'. METHOD is then Protocol/method.")
    private @Nullable String argsSchema;

    @Option(
            names = "--protocol-version",
            paramLabel = "VERSION",
            description = "With --args-schema: the version of the protocol, where the worker asks for one.")
    private @Nullable String protocolVersion;

    @Option(
            names = "--has-header",
            description = "With --args-schema: the stream starts with a header. Over HTTP that shows by itself.")
    private boolean hasHeader;

    @Option(
            names = "--kind",
            paramLabel = "KIND",
            description = "With --args-schema: unary, producer or exchange. Default: exchange where --input is given,"
                    + " otherwise unary.")
    private @Nullable MethodKind kind;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    CallCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    /** How rows are shown. */
    enum Format {
        TABLE,
        JSONL,
        ARROW
    }

    @Override
    public Integer call() throws IOException {
        check();
        try (Memory memory = Memory.create();
                Client client = worker.connect(memory, terminal.err())) {
            Method method = declared(client.method(name));
            method = method.args(Arguments.parse(method.parameters(), json, arguments));
            switch (kind(method)) {
                case UNARY -> unary(method);
                case EXCHANGE -> exchange(method, memory);
                default -> producer(method);
            }
        }
        return 0;
    }

    private void check() {
        if (limit < 0) {
            throw misuse("--limit is " + limit + ", expected 0 or more");
        }
        if (argsSchema == null && (kind != null || protocolVersion != null || hasHeader)) {
            throw misuse("--kind, --protocol-version and --has-header go with --args-schema: where the worker offers"
                    + " reflection, it tells them itself");
        }
        if (inputSchema != null && input == null) {
            throw misuse("--input-schema needs --input");
        }
        if (format == Format.ARROW && terminal.isInteractive()) {
            throw misuse("--format arrow writes bytes that are not for a terminal; redirect them, as in > rows.arrow");
        }
    }

    private ParameterException misuse(String problem) {
        return new ParameterException(spec.commandLine(), problem);
    }

    /** With what the user says of it where no worker does. */
    private Method declared(Method method) {
        Method declared = argsSchema == null ? method : method.argsSchema(SchemaText.parse(argsSchema));
        declared = hasHeader ? declared.withHeader() : declared;
        return protocolVersion == null ? declared : declared.protocolVersion(protocolVersion);
    }

    private MethodKind kind(Method method) {
        MethodKind assumed = input == null ? MethodKind.UNARY : MethodKind.EXCHANGE;
        if (argsSchema != null) {
            return kind == null ? assumed : kind;
        }
        MethodKind told = method.description().map(MethodDescription::kind).orElse(assumed);
        return told == MethodKind.STREAM && input != null ? MethodKind.EXCHANGE : told;
    }

    private void unary(Method method) {
        if (input != null) {
            throw misuse(method.name() + " is unary and takes no --input");
        }
        if (format == Format.ARROW) {
            throw misuse(method.name() + " is unary: --format arrow is for the rows of streams");
        }
        Object result = method.call();
        if (returnsSomething(method)) {
            new ResultOutput(terminal.out()).print(result, format);
        }
    }

    private boolean returnsSomething(Method method) {
        return argsSchema != null
                || method.description().map(told -> told.result() != null).orElse(true);
    }

    private void producer(Method method) {
        if (input != null) {
            throw misuse(method.name() + " is a producer and takes no --input");
        }
        try (RowOutput rows = output();
                ProducerStream stream = method.open()) {
            printHeader(stream.header());
            Schema schema = stream.schema();
            while (rows.wantsMore()) {
                Batch batch = stream.next();
                if (batch == null) {
                    break;
                }
                rows.add(batch);
            }
            rows.end(schema);
        }
    }

    private void exchange(Method method, Memory memory) throws IOException {
        if (input == null) {
            throw misuse(method.name() + " is an exchange: give its rows with --input FILE");
        }
        try (RowOutput rows = output();
                MemoryScope scope = memory.scope("input", Limits.RAW.allocatorBytes());
                InputFile file = InputFile.open(input, inputSchema, scope);
                ExchangeStream stream = method.exchange(file.schema())) {
            printHeader(stream.header());
            while (rows.wantsMore()) {
                try (Batch batch = file.next()) {
                    if (batch == null) {
                        break;
                    }
                    rows.add(stream.exchange(batch));
                }
            }
            rows.end(stream.schema());
        }
    }

    private RowOutput output() {
        RowFormat rows =
                switch (format) {
                    case TABLE -> new Table(terminal.out(), terminal.columns());
                    case JSONL -> new JsonLines(terminal.out());
                    case ARROW -> new ArrowStream(terminal.out());
                };
        return new RowOutput(rows, terminal, limit);
    }

    /** Not among the rows, so not on standard output. */
    private void printHeader(@Nullable Batch header) {
        if (header != null) {
            terminal.err().println("header: " + Values.toJson(header, 0));
        }
    }
}
