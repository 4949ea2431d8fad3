package dev.vgi.client.connect;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.vgi.FuzzTarget;
import dev.vgi.Redaction;
import dev.vgi.arrow.Batch;
import dev.vgi.arrow.Memory;
import dev.vgi.arrow.Metadata;
import dev.vgi.connector.options.Arguments;
import dev.vgi.net.HttpAddress;
import dev.vgi.protocol.ErrorBatch;
import dev.vgi.protocol.Keys;
import dev.vgi.protocol.LogBatch;
import dev.vgi.protocol.ReflectionFormat;
import dev.vgi.transport.Address;
import dev.vgi.types.SchemaText;
import dev.vgi.types.TypeTokens;
import dev.vgi.types.Values;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.provider.MethodSource;

/** Texts that are read: addresses, arguments, types, and what a worker says of its errors and of itself. */
class TextFuzzTest {
    private static final FuzzTarget TARGET = new FuzzTarget("texts", 128 << 20);

    private static final Schema COLUMNS = SchemaText.parse("flag boolean, small tinyint, n bigint, f float, d double,"
            + " dec decimal(20,4), text string, bytes binary, day date, at timestamp, wide uint64, time time64(us),"
            + " span duration(ms), months interval_months, list array<int>, pairs map<string, double>,"
            + " row struct<a: int, b: string>, half float16, fixed fixed_size_binary(4), odd decimal256(60,10)");

    private final Memory memory = Memory.create(0);

    /** What an input is: its first byte says. */
    private enum Form {
        ADDRESSES,
        HTTP_ADDRESS,
        WORDS,
        JSON,
        ARGUMENT,
        COLUMNS,
        TOKEN,
        ERROR,
        REDACTION,
        PROTOCOLS,
        DESCRIPTION
    }

    @BeforeAll
    static void requireEngine() {
        FuzzTarget.requireEngine();
    }

    @AfterAll
    static void report() throws IOException {
        TARGET.report();
    }

    @AfterEach
    void close() {
        memory.close();
    }

    static Stream<byte[]> seeds() {
        return Stream.of(
                with(Form.ADDRESSES, "http://h:8815/vgi,unix:/tmp/w.sock, tcp://h:1,cmd:python -m w 'a b',shm+unix:/s"),
                with(Form.HTTP_ADDRESS, "https://[::1]:8815/vgi/"),
                with(Form.WORDS, "python -m 'a b' \"c\\\"d\" e\\ f"),
                with(
                        Form.JSON,
                        "{\"flag\": true, \"n\": 9007199254740993, \"d\": 1e-3, \"dec\": \"12.5\", \"text\": \"ä\","
                                + " \"bytes\": \"AQID\", \"day\": \"2025-06-01\", \"at\": \"2025-06-01T12:00:00Z\","
                                + " \"list\": [1, null], \"pairs\": {\"a\": 1.5}, \"row\": {\"a\": 1, \"b\": null},"
                                + " \"span\": \"PT1.5S\", \"months\": \"P1Y2M\", \"time\": \"12:00:00.5\"}"),
                with(Form.ARGUMENT, "n\n-9223372036854775808"),
                with(Form.ARGUMENT, "odd\n1.5e10"),
                with(Form.ARGUMENT, "list\n[1, 2]"),
                with(Form.COLUMNS, SchemaText.print(COLUMNS)),
                with(Form.TOKEN, "map<key:utf8,value?:struct<a:int64,b?:dictionary<index:int16,value:utf8>>>"),
                with(Form.TOKEN, "dense_union<0=a?:int64,5=b:timestamp(us,tz=UTC)>"),
                with(
                        Form.ERROR,
                        "{\"exception_type\": \"ValueError\", \"traceback\": \"t\", \"error_code\": \"NOT_FOUND\"}\n"
                                + "[{\"@type\": \"vgi_rpc.RetryInfo\", \"retry_delay_seconds\": 1.5}]"),
                with(Form.REDACTION, "see https://user:secret@h/p?X-Amz-Signature=s and 'http://h?k=v#f'"));
    }

    @MethodSource("seeds")
    @FuzzTest
    void parse(byte[] input) throws IOException {
        TARGET.run(input, () -> {
            if (input.length > 0) {
                Form form = Form.values()[(input[0] & 0xff) % Form.values().length];
                parse(form, Arrays.copyOfRange(input, 1, input.length));
            }
        });
        assertThat(memory.allocatedBytes()).isZero();
    }

    private void parse(Form form, byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        switch (form) {
            case ADDRESSES -> assertThat(Address.parseAll(text).toString()).isNotNull();
            case HTTP_ADDRESS -> assertThat(HttpAddress.parse(text).origin()).isNotEmpty();
            case WORDS -> ShellWords.split(text);
            case JSON -> encode(Values.parseObject(text));
            case ARGUMENT -> {
                String[] parts = text.split("\n", 2);
                encode(new Arguments(Map.of(), Map.of(parts[0], parts[parts.length - 1])).resolve(COLUMNS));
            }
            case COLUMNS -> {
                Schema columns = SchemaText.parse(text);
                assertThat(SchemaText.print(SchemaText.parse(SchemaText.print(columns))))
                        .isEqualTo(SchemaText.print(columns));
            }
            case TOKEN -> {
                Field field = TypeTokens.parse("f", text);
                assertThat(TypeTokens.token(TypeTokens.parse("f", TypeTokens.token(field))))
                        .isEqualTo(TypeTokens.token(field));
            }
            case ERROR -> error(text.split("\n", 2));
            case REDACTION -> {
                String shown = Redaction.text(text);
                assertThat(shown).hasSizeLessThanOrEqualTo(text.length());
                // A quote ends a query but may stand in userinfo: without the query, what follows may look like that.
                if (!text.matches("(?s).*[\"'<>].*")) {
                    assertThat(Redaction.text(shown)).isEqualTo(shown);
                }
                assertThat(Redaction.url(text)).isNotNull();
            }
            case PROTOCOLS -> ReflectionFormat.protocolList(bytes, memory.allocator());
            case DESCRIPTION -> ReflectionFormat.serviceDescription(bytes, memory.allocator());
        }
    }

    /** What was taken is written as JSON, and taken again. */
    private void encode(Map<String, ?> row) {
        try (Batch batch = Values.encode(COLUMNS, row, memory.allocator())) {
            String json = Values.toJson(batch, 0);
            try (Batch again = Values.encode(COLUMNS, Values.parseObject(json), memory.allocator())) {
                assertThat(withoutNegativeZero(Values.toJson(again, 0))).isEqualTo(withoutNegativeZero(json));
            }
        }
    }

    /** Numbers of JSON are read as decimals, which have no such value. */
    private static String withoutNegativeZero(String json) {
        return json.replaceAll("-0\\.0(?![0-9])", "0.0");
    }

    private static void error(String[] parts) {
        var metadata = new LinkedHashMap<String, String>();
        metadata.put(Keys.LOG_LEVEL, "EXCEPTION");
        metadata.put(Keys.LOG_MESSAGE, parts[0]);
        metadata.put(Keys.LOG_EXTRA, parts[0]);
        metadata.put(Keys.ERROR_DETAILS, parts[parts.length - 1]);
        assertThat(ErrorBatch.exception(Metadata.of(metadata), "http://h").isRemote())
                .isTrue();
        assertThat(LogBatch.message(Metadata.of(metadata)).message()).isEqualTo(parts[0]);
    }

    private static byte[] with(Form form, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        byte[] input = new byte[1 + bytes.length];
        input[0] = (byte) form.ordinal();
        System.arraycopy(bytes, 0, input, 1, bytes.length);
        return input;
    }
}
