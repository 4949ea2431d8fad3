package dev.vgi.tools.cli;

import static dev.vgi.tools.cli.CommandLineRun.vgi;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vgi.testing.Peer;
import dev.vgi.testing.PythonReference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command line and the published reference's own conformance worker. */
class ReferenceWorkerTest {
    @TempDir
    static Path folder;

    private static PythonReference reference;
    private static Peer worker;

    @BeforeAll
    static void start() {
        reference = PythonReference.require();
        String socket = folder.resolve("worker.sock").toString();
        worker = Peer.start(List.of(
                reference.python(),
                "-u",
                reference.script("vgi-rpc-conformance"),
                "--unix",
                socket,
                "--threaded",
                "--describe"));
    }

    @AfterAll
    static void stop() {
        if (worker != null) {
            worker.close();
        }
    }

    private static CommandLineRun call(String... arguments) {
        var all = new ArrayList<>(List.of("call", worker.address()));
        all.addAll(List.of(arguments));
        return vgi(all.toArray(String[]::new));
    }

    private String program(String switches) {
        return "cmd:" + reference.script("vgi-rpc-conformance") + " --pipe " + switches;
    }

    @Test
    void describe_ofAProgramToStart_listsProtocolsAndMethods() {
        CommandLineRun run = vgi("describe", program("--describe"));

        assertThat(run.status()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out().lines())
                .contains(
                        "ConformanceService 2.0.0",
                        "  hash 05479410c96f34410a2b10a4f6a49d59dcfd9d6d1d45ce9a9807d060a3bd6014",
                        "  add_floats                    unary     (a DOUBLE NOT NULL, b DOUBLE NOT NULL) -> DOUBLE NOT NULL",
                        "  produce_n                     producer  (count BIGINT NOT NULL)",
                        "  exchange_scale                exchange  (factor DOUBLE NOT NULL)",
                        "conformance.Secondary.v1, no version",
                        "Also hosted, of the framework: vgi_rpc.Reflection.v1");
    }

    @Test
    void describe_breaksLongSignaturesBetweenParameters() {
        CommandLineRun run = vgi(90, "describe", worker.address());

        assertThat(run.out()).contains("""
                          with_defaults                 unary     (required BIGINT NOT NULL,
                                                                   optional_str STRING NOT NULL,
                                                                   optional_int BIGINT NOT NULL)
                                                                    -> STRING NOT NULL
                        """);
        assertThat(run.out().lines()).allSatisfy(line -> assertThat(line.length())
                .isLessThanOrEqualTo(90 + "enum_field dictionary<index:int16,value:STRING> NOT NULL".length()));
    }

    @Test
    void describe_ofOneProtocol_showsThatAlone() {
        CommandLineRun run = vgi("describe", worker.address(), "--protocol", "vgi_rpc.Reflection.v1");

        assertThat(run.status()).isZero();
        assertThat(run.out()).contains("list_protocols").doesNotContain("ConformanceService");
    }

    @Test
    void describe_ofAProtocolThatIsNotHosted_saysWhichAre() {
        CommandLineRun run = vgi("describe", worker.address(), "--protocol", "Nope");

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err()).contains("does not host the protocol 'Nope'").contains("ConformanceService");
    }

    @Test
    void describe_withoutReflection_saysHowToTurnItOn() {
        CommandLineRun run = vgi("describe", program(""));

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).startsWith("vgi: ").contains("--describe").hasLineCount(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '#',
            value = {
                "add_floats           | a=1.5                          | b=2 | 3.5",
                "concatenate          | prefix=a                       | #--json={\"suffix\":\"b\",\"separator\":\"-\"}# | a-b",
                "echo_bool            | value=true                     |     | true",
                "echo_bytes           | data=AAEC                      |     | 0x000102",
                "echo_date            | value=2024-02-29               |     | 2024-02-29",
                "echo_decimal         | value=12.5                     |     | 12.5000",
                "echo_enum            | status=ACTIVE                  |     | ACTIVE",
                "echo_nested_list     | matrix=[[1,2],[3]]             |     | [[1, 2], [3]]",
                "echo_optional_int    | value=null                     |     | null",
                "echo_optional_int    |                                |     | null",
                "echo_optional_string | value=null                     |     | null",
                "echo_timestamp_utc   | value=2024-02-29T12:00:00.5Z   |     | 2024-02-29 12:00:00.5Z",
                "echo_uint64          | value=18446744073709551615     |     | 18446744073709551615",
            })
    void unaryCall_readsArgumentsByTheirTypes(String method, String first, String second, String shown) {
        List<String> arguments = new ArrayList<>(List.of("ConformanceService/" + method));
        if (first != null) {
            arguments.add(first);
        }
        if (second != null) {
            arguments.add(second);
        }

        CommandLineRun run = call(arguments.toArray(String[]::new));

        assertThat(run.err()).isEmpty();
        assertThat(run.out()).isEqualTo(shown + "\n");
        assertThat(run.status()).isZero();
    }

    @Test
    void unaryCall_ofTextNull_isTheText() {
        assertThat(call("ConformanceService/echo_string", "value=null", "--format", "jsonl")
                        .out())
                .isEqualTo("{\"result\":\"null\"}\n");
        assertThat(call("echo_optional_string", "--format", "jsonl").out()).isEqualTo("{\"result\":null}\n");
    }

    @Test
    void unaryCall_thatReturnsNothing_printsNothing() {
        assertThat(call("void_noop"))
                .extracting(CommandLineRun::status, CommandLineRun::out)
                .containsExactly(0, "");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "echo_int value=x                | 2 | found \"x\", expected int64",
                "echo_int value=3000000000000000000000 | 2 | expected int64",
                "echo_int                        | 2 | value (int64)",
                "echo_int value=null             | 2 | value",
                "echo_int valu=3                 | 2 | 'valu', which the method does not have; it takes (value BIGINT NOT NULL)",
                "echo_int value                  | 2 | expected KEY=VALUE",
                "echo_int value=1 value=2        | 2 | 'value' twice",
                "echo_int --json [1]             | 2 | expected an object",
                "echo_list values=a,b            | 2 | 'values' is of the type ARRAY<STRING>",
                "nope                            | 1 | 'nope'",
                "echo_string value=x             | 1 | conformance.Secondary.v1/echo_string",
                "produce_n count=3 --input x     | 2 | is a producer and takes no --input",
                "exchange_scale factor=2         | 2 | is an exchange: give its rows with --input FILE",
                "void_noop --format arrow        | 2 | is unary",
                "produce_n count=3 --format xml  | 2 | --format",
                "produce_n count=3 --limit -1    | 2 | --limit is -1",
                "produce_n count=3 --kind unary  | 2 | --args-schema",
            })
    void wrongCommandLine_isOneMessage(String arguments, int status, String message) {
        CommandLineRun run = call(arguments.split(" "));

        assertThat(run.status()).isEqualTo(status);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).startsWith("vgi: ").contains(message).doesNotContain("\tat ");
    }

    @Test
    void errorOfTheMethod_isItsMessageAndClassification() {
        CommandLineRun run = call("raise_value_error", "message=boom");

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err()).isEqualTo("vgi: boom [UNKNOWN, ValueError] from the worker " + worker.address() + "\n");
    }

    @Test
    void retryableError_saysWhen() {
        CommandLineRun run =
                call("conformance.Secondary.v1/fail", "code=UNAVAILABLE", "kind=busy", "retry_delay_seconds=2");

        assertThat(run.err()).contains("[UNAVAILABLE, busy, StatusError, try again in 2.0 s]");
    }

    @Test
    void verbose_showsBothSidesOfAnError() {
        CommandLineRun run = call("raise_value_error", "message=boom", "--verbose");

        assertThat(run.err()).contains("Traceback (most recent call last)", "On this side:", "  at dev.vgi.");
    }

    @Test
    void producer_isATableWithTypesAndARowCount() {
        assertThat(call("produce_n", "count=3").out()).isEqualTo("""
                         index   value
                        BIGINT  BIGINT
                        ------  ------
                             0       0
                             1      10
                             2      20
                        3 rows
                        """);
    }

    @Test
    void producer_withoutRows_stillShowsItsColumns() {
        assertThat(call("produce_empty").out()).contains("index").endsWith("0 rows\n");
    }

    @Test
    void producer_stopsAtTheLimit() {
        assertThat(call("produce_n", "count=1000000", "--limit", "2", "--format", "jsonl")
                        .out())
                .isEqualTo("{\"index\":0,\"value\":0}\n{\"index\":1,\"value\":10}\n");
    }

    @Test
    void producerThatFails_showsTheRowsBeforeTheError() {
        CommandLineRun run = call("produce_error_mid_stream", "emit_before_error=2");

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.out()).contains("     1      10").doesNotContain("rows");
        assertThat(run.err()).contains("intentional error after 2 batches");
    }

    @Test
    void headerAndLogs_goToStandardError() {
        CommandLineRun run = call("produce_with_header_and_logs", "count=1", "--format", "jsonl");

        assertThat(run.out()).isEqualTo("{\"index\":0,\"value\":0}\n");
        assertThat(run.err())
                .contains("header: {\"total_expected\":1,\"description\":\"producing 1 with logs\"}")
                .contains("worker: INFO stream init log");
    }

    @Test
    void exchange_takesJsonLines() throws IOException {
        Path input = Files.writeString(folder.resolve("in.jsonl"), "{\"value\":1.5}\n\n{\"value\":2}\n");

        assertThat(call("exchange_scale", "factor=2", "--input", input.toString(), "--format", "jsonl")
                        .out())
                .isEqualTo("{\"value\":3.0}\n{\"value\":4.0}\n");
    }

    @Test
    void exchange_takesWhatArrowFormatWrote() throws IOException {
        Path rows = Files.writeString(folder.resolve("rows.jsonl"), "{\"value\":1.5}\n{\"value\":null}\n");
        Path arrow = folder.resolve("rows.arrow");
        Files.write(
                arrow,
                call("exchange_scale", "factor=1", "--input", rows.toString(), "--format", "arrow")
                        .bytes());

        assertThat(call("exchange_scale", "factor=2", "--input", arrow.toString(), "--format", "jsonl")
                        .out())
                .isEqualTo("{\"value\":3.0}\n{\"value\":null}\n");
    }

    @Test
    void exchange_takesArrowFilesOfOthers() throws Exception {
        Path arrow = folder.resolve("python.arrow");
        String script = """
                import sys, pyarrow as pa
                table = pa.table({"value": [1.0, 2.0]})
                options = pa.ipc.IpcWriteOptions(compression="zstd")
                with pa.OSFile(sys.argv[1], "wb") as file, pa.ipc.new_file(file, table.schema, options=options) as writer:
                    writer.write_table(table)
                """;
        Process python = new ProcessBuilder(reference.python(), "-c", script, arrow.toString())
                .inheritIO()
                .start();
        assertThat(python.waitFor()).isZero();

        assertThat(call("exchange_scale", "factor=2", "--input", arrow.toString(), "--format", "jsonl")
                        .out())
                .isEqualTo("{\"value\":2.0}\n{\"value\":4.0}\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '#',
            value = {
                "{\"value\":1}{   | line 1",
                "{\"other\":1} | other",
                "{\"value\":1}~{\"value\":\"x\"} | holds BIGINT in some rows and STRING in others",
                "{\"value\":99999999999999999999} | --input-schema",
            })
    void wrongInput_isAnErrorThatNamesThePlace(String lines, String message) throws IOException {
        Path input = Files.writeString(folder.resolve("wrong.jsonl"), lines.replace('~', '\n'));

        CommandLineRun run = call("exchange_scale", "factor=2", "--input", input.toString());

        assertThat(run.status()).isNotZero();
        assertThat(run.err()).contains(message);
    }

    @Test
    void argsSchema_callsAWorkerWithoutReflection() {
        CommandLineRun unary = vgi(
                "call",
                program(""),
                "ConformanceService/add_floats",
                "a=1",
                "b=2",
                "--args-schema",
                "a DOUBLE NOT NULL, b DOUBLE NOT NULL",
                "--protocol-version",
                "2.0.0");
        CommandLineRun producer = vgi(
                "call",
                program(""),
                "ConformanceService/produce_n",
                "count=1",
                "--args-schema",
                "count BIGINT NOT NULL",
                "--protocol-version",
                "2.0.0",
                "--kind",
                "producer",
                "--format",
                "jsonl");

        assertThat(unary.out()).isEqualTo("3.0\n");
        assertThat(producer.out()).isEqualTo("{\"index\":0,\"value\":0}\n");
    }

    @Test
    void headerWithoutReflection_isDeclared_orAnErrorThatNamesTheOption() {
        List<String> call = List.of(
                "call",
                program(""),
                "ConformanceService/produce_with_header",
                "count=3",
                "--args-schema",
                "count BIGINT NOT NULL",
                "--protocol-version",
                "2.0.0",
                "--kind",
                "producer",
                "--format",
                "jsonl");

        CommandLineRun undeclared = vgi(call.toArray(String[]::new));
        CommandLineRun declared =
                vgi(Stream.concat(call.stream(), Stream.of("--has-header")).toArray(String[]::new));

        assertThat(undeclared.status()).isEqualTo(1);
        assertThat(undeclared.err()).contains("start with a header").contains("option '--has-header'");
        assertThat(declared.status()).isZero();
        assertThat(declared.err()).contains("header: {\"total_expected\":3,");
        assertThat(declared.out()).hasLineCount(3);
    }
}
