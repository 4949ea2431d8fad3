package dev.vgi.tools.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.vgi.Code;
import dev.vgi.VgiException;
import dev.vgi.arrow.Batch;
import dev.vgi.client.Client;
import dev.vgi.client.Method;
import dev.vgi.types.SchemaText;
import dev.vgi.types.Values;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.arrow.vector.types.pojo.Schema;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** A caller that has no interface calls methods by their names. */
interface NamedMethods extends Fixture {
    Schema COUNT = SchemaText.parse("count: int64 not null");
    Schema FACTOR = SchemaText.parse("factor: double not null");
    Schema VALUE = SchemaText.parse("value: int64 not null");

    /** A caller that is away for so long has more read for it. */
    long LONG_ENOUGH_FOR_READ_AHEAD_MILLIS = 600;

    @Test
    default void unaryMethod_givesAPlainValue() {
        assertThat(client().method("ConformanceService/echo_string")
                        .arg("value", "x")
                        .call())
                .isEqualTo("x");
        assertThat(client().method("echo_int").arg("value", 7).call()).isEqualTo(7L);
        assertThat(client().method("echo_uint8").arg("value", "255").call()).isEqualTo((short) 255);
        assertThat(client().method("echo_enum").arg("status", "ACTIVE").call()).isEqualTo("ACTIVE");
        assertThat(client().method("echo_dict").arg("mapping", Map.of("a", 1)).call())
                .isEqualTo(Map.of("a", 1L));
        assertThat(client().method("void_noop").call()).isNull();
        assertThat(client().method("add_floats")
                        .args(Map.of("a", 1, "b", "2.5"))
                        .call())
                .isEqualTo(3.5);
    }

    @Test
    default void omittedNullableParameter_isNull() {
        assertThat(client().method("echo_optional_string").call()).isNull();
    }

    @Test
    default void recordAsResult_isGivenAsItsFields() {
        Object packed = client().method("pack_nested_containers")
                .args(Map.of("statuses", List.of(), "points", List.of(), "status_by_name", Map.of("a", "CLOSED")))
                .call();

        assertThat(packed).isInstanceOfSatisfying(Map.class, fields -> assertThat(fields.get("status_by_name"))
                .isEqualTo(Map.of("a", "CLOSED")));
    }

    @Test
    default void producer_isOpenedByName() {
        assertThat(Fixture.column(
                        "index", client().method("produce_n").arg("count", 3).open()))
                .containsExactly(0L, 1L, 2L);
    }

    @Test
    default void header_isABatch() {
        try (var stream = client().method("produce_with_header").arg("count", 2).open()) {
            assertThat(Values.row(stream.header(), 0))
                    .isEqualTo(Map.of("total_expected", 2L, "description", "producing 2 batches"));
            assertThat(Fixture.column("index", stream)).hasSize(2);
        }
    }

    @Test
    default void exchange_isOpenedByName() {
        try (var stream = client().method("exchange_scale").arg("factor", 2).exchange(FLOAT64_VALUE);
                Batch input = values(1.0, 2.0)) {
            assertThat(Fixture.column("value", stream.exchange(input))).containsExactly(2.0, 4.0);
        }
    }

    @Test
    default void nameThatTwoProtocolsHave_isAmbiguous() {
        assertThat(failure(() -> client().method("echo_string")))
                .hasMessageContaining("ConformanceService/echo_string")
                .hasMessageContaining("conformance.Secondary.v1/echo_string");
    }

    @Test
    default void nameThatNobodyHas_isNotFound() {
        assertThat(failure(() -> client().method("no_such_method")).code()).isEqualTo(Code.NOT_FOUND);
        assertThat(failure(() ->
                        client().method("ConformanceService/no_such_method").call()))
                .hasMessageContaining("no_such_method");
        assertThat(failure(() -> client().method("Nobody/echo_string").call()).kind())
                .isEqualTo("protocol_not_supported");
    }

    @Test
    default void argument_thatIsUnknownMissingNullOrOfAnotherType_isRefusedByName() {
        Method method = client().method("echo_int");

        assertThat(failure(() -> method.arg("number", 1).call()))
                .hasMessageContaining("number")
                .hasMessageContaining("value");
        assertThat(failure(method::call)).hasMessageContaining("value").hasMessageContaining("int64");
        assertThat(failure(() -> method.arg("value", null).call())).hasMessageContaining("value");
        assertThat(failure(() -> method.arg("value", "seven").call()))
                .hasMessageContaining("value")
                .hasMessageContaining("seven");
        assertThat(failure(() -> method.arg("value", 1.5).call()).code()).isEqualTo(Code.INVALID_ARGUMENT);
    }

    @Test
    default void methodOfAnotherKind_isRefused() {
        assertThat(failure(() -> client().method("echo_int").arg("value", 1).open())
                        .code())
                .isEqualTo(Code.INVALID_ARGUMENT);
        assertThat(failure(() -> client().method("produce_n").arg("count", 1).call())
                        .code())
                .isEqualTo(Code.INVALID_ARGUMENT);
    }

    @Test
    default void withoutReflection_theParametersAreDeclared() {
        try (Client client = connectWithoutReflection()) {
            Method unversioned = client.method("ConformanceService/produce_n")
                    .argsSchema(COUNT)
                    .arg("count", 2);
            Method method = unversioned.protocolVersion("2.0.0");

            assertThat(Fixture.column("index", method.open())).containsExactly(0L, 1L);
            assertThat(failure(() -> next(unversioned, 0)).kind()).isEqualTo("protocol_version_mismatch");
            assertThat(failure(() -> client.method("produce_n"))).hasMessageContaining("--describe");
            assertThat(failure(() -> client.method("ConformanceService/produce_n")
                            .arg("count", 2)
                            .open()))
                    .hasMessageContaining("--describe");
        }
    }

    @Test
    default void headerThatIsDeclared_isNoRow() {
        try (Client client = connectWithoutReflection()) {
            Method producer = declared(client, "produce_with_header", COUNT).arg("count", 3);
            try (var stream = producer.withHeader().open()) {
                assertThat(Values.row(stream.header(), 0)).containsEntry("total_expected", 3L);
                assertThat(Fixture.column("index", stream)).containsExactly(0L, 1L, 2L);
            }
            Method exchange = declared(client, "exchange_with_header", FACTOR).arg("factor", 2);
            try (var stream = exchange.withHeader().exchange(FLOAT64_VALUE);
                    Batch input = values(1.0, 2.0)) {
                assertThat(stream.header()).isNotNull();
                assertThat(Fixture.column("value", stream.exchange(input))).containsExactly(2.0, 4.0);
            }
        }
    }

    /** Over HTTP an answer shows where its header ends, and on a raw connection nothing does. */
    @Test
    default void headerThatNobodyTellsOf_isNeverTakenForRows() {
        try (Client client = connectWithoutReflection()) {
            Method producer = declared(client, "produce_with_header", COUNT).arg("count", 3);
            Method exchange = declared(client, "exchange_with_header", FACTOR).arg("factor", 2);
            if (client.address().startsWith("http")) {
                assertThat(Fixture.column("index", producer.open())).containsExactly(0L, 1L, 2L);
                assertThat(exchanges(exchange, 2)).containsExactly(2.0, 2.0);
                return;
            }
            assertThat(failure(() -> Fixture.column("index", producer.open()))).satisfies(NamedMethods::namesTheHeader);
            assertThat(failure(() -> next(producer, 0))).satisfies(NamedMethods::namesTheHeader);
            assertThat(failure(() -> next(producer, LONG_ENOUGH_FOR_READ_AHEAD_MILLIS)))
                    .satisfies(NamedMethods::namesTheHeader);
            assertThat(failure(() -> exchanges(exchange, 2))).satisfies(NamedMethods::namesTheHeader);
            assertThat(failure(() -> exchanges(exchange, 1))).satisfies(NamedMethods::namesTheHeader);
            assertThat(declared(client, "echo_int", VALUE).arg("value", 7).call())
                    .isEqualTo(7L);
        }
    }

    @Test
    default void streamOfOneRow_isNotTakenForAHeader() throws InterruptedException {
        try (Client client = connectWithoutReflection()) {
            Method producer = declared(client, "produce_n", COUNT).arg("count", 1);

            assertThat(Fixture.column("index", producer.open())).containsExactly(0L);
            next(producer, 0);
            assertThat(exchanges(declared(client, "exchange_scale", FACTOR).arg("factor", 2), 1))
                    .containsExactly(2.0);
            assertThat(declared(client, "echo_int", VALUE).arg("value", 7).call())
                    .isEqualTo(7L);
        }
    }

    private static Method declared(Client client, String method, Schema parameters) {
        return client.method("ConformanceService/" + method)
                .argsSchema(parameters)
                .protocolVersion("2.0.0");
    }

    /** The first value of each answer. */
    private List<Object> exchanges(Method method, int times) {
        var answers = new ArrayList<>();
        try (var stream = method.exchange(FLOAT64_VALUE);
                Batch input = values(1.0)) {
            for (int turn = 0; turn < times; turn++) {
                try (Batch answer = stream.exchange(input)) {
                    answers.add(Values.row(answer, 0).get("value"));
                }
            }
        }
        return answers;
    }

    private static void namesTheHeader(VgiException error) {
        assertThat(error.code()).isEqualTo(Code.FAILED_PRECONDITION);
        assertThat(error).hasMessageContaining("start with a header").hasMessageContaining("option 'hasHeader'");
    }

    /** Reads one batch, and closes the stream after a pause. */
    private static void next(Method method, long pauseMillis) throws InterruptedException {
        try (var stream = method.open();
                Batch first = stream.next()) {
            assertThat(first).isNotNull();
            Thread.sleep(pauseMillis);
        }
    }

    private static VgiException failure(ThrowingCallable call) {
        return catchThrowableOfType(VgiException.class, call);
    }
}
