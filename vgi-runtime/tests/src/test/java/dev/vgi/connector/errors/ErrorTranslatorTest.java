package dev.vgi.connector.errors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vgi.ClientOption;
import dev.vgi.Code;
import dev.vgi.ErrorKind;
import dev.vgi.VgiException;
import dev.vgi.arrow.Batch;
import dev.vgi.connector.plan.PushdownParameterTest;
import dev.vgi.types.SchemaText;
import dev.vgi.types.Values;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.RootAllocator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ErrorTranslatorTest {
    private static final List<String> SENT = List.of("destination", "origin");

    private final ErrorTranslator advice = new ErrorTranslator(ClientOption::toString, "option 'inputColumns'");

    private VgiException advised(Code code, String type, String message) {
        VgiException remote =
                VgiException.builder(code, message).remote(type, "traceback").build();
        return advice.ofExchange(remote, PushdownParameterTest.method("id BIGINT"), SENT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Input schema mismatch: expected (origin: utf8), got (destination: utf8)",
                "Batch field[0] is 'destination', expected 'origin'.",
                "Batch has 2 fields, expected 3.",
                "Field name mismatch at index 0: expected 'origin', got 'destination'",
                "Field count mismatch: expected 3, got 2",
                "exchange: input schema mismatch — expected [..], got [..]"
            })
    void refusedColumns_areListedInTheOrderInWhichTheyWereSent(String message) {
        VgiException error = advised(Code.UNKNOWN, "TypeError", message);
        assertThat(error.code()).isEqualTo(Code.INVALID_ARGUMENT);
        assertThat(error)
                .hasMessageContaining("[destination, origin], which are those of option 'inputColumns'")
                .hasMessageContaining("in TypeScript or Rust only in the order of the declaration")
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    n: int32\\ns: string                      | column 'n' of row 1 of a batch: found 3000000000, expected int32
                    s: large_string\\nn: int32 not null        | column 'n' of row 1 of a batch: found 3000000000, expected int32
                    n: float\\ns: string not null              | column 's' of row 2 of a batch: found null, expected a value of utf8
                    l: list<item: int8>\\n  child 0, item: int8\\nn: uint16\\ns: string | expected uint16 (0 to 65535)
                    """)
    void valueThatAWorkerDoesNotName_isFoundInTheBatch(String declared, String found) {
        VgiException remote = VgiException.builder(
                        Code.UNKNOWN,
                        "TypeError: Input schema mismatch: expected " + declared.replace("\\n", "\n")
                                + ", got n: int64\ns: string")
                .remote("TypeError", "")
                .build();
        VgiException error = advised(remote, List.of(row(1L, "a"), row(3_000_000_000L, "b"), row(2L, null)));
        assertThat(error.kind()).isEqualTo(ErrorKind.VALUE_DOES_NOT_FIT);
        assertThat(error)
                .hasMessageStartingWith("Numbers/rows cannot take a value that it was sent in batch 3 of partition 7")
                .hasMessageContaining(found);
    }

    @Test
    void valueThatTheWorkerNames_isPassedOn() {
        VgiException remote = VgiException.builder(Code.INVALID_ARGUMENT, "column 'n' of row 4 of a batch: found 8")
                .kind(ErrorKind.VALUE_DOES_NOT_FIT)
                .remote("TypeError", "")
                .build();
        assertThat(advised(remote, List.of(row(1L, "a"))))
                .hasMessageContaining("in batch 3 of partition 7")
                .hasMessageContaining("column 'n' of row 4 of a batch: found 8. Cast, replace or filter out");
    }

    @Test
    void refusedColumns_whoseValuesAllFit_areListed() {
        VgiException remote = VgiException.builder(
                        Code.UNKNOWN, "Input schema mismatch: expected s: int64\nn: int32, got n: int64\ns: string")
                .remote("TypeError", "")
                .build();
        assertThat(advised(remote, List.of(row(1L, "7")))).hasMessageContaining("refuses the columns [n, s]");
    }

    private VgiException advised(VgiException remote, List<Map<String, @Nullable Object>> rows) {
        try (var allocator = new RootAllocator();
                Batch sent = Values.encodeRows(SchemaText.parse("n BIGINT, s STRING"), rows, allocator)) {
            return advice.ofExchange(remote, PushdownParameterTest.method("id BIGINT"), sent, "batch 3 of partition 7");
        }
    }

    private static Map<String, @Nullable Object> row(Long number, @Nullable String text) {
        var row = new LinkedHashMap<String, @Nullable Object>();
        row.put("n", number);
        row.put("s", text);
        return row;
    }

    @Test
    void errorOfTheMethodItself_staysAsItIs() {
        VgiException error = advised(Code.UNKNOWN, "ValueError", "field 3 of the form is empty");
        assertThat(error.code()).isEqualTo(Code.UNKNOWN);
        assertThat(error).hasMessageNotContaining("inputColumns");
    }
}
