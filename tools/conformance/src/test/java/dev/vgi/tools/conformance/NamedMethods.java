package dev.vgi.tools.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.vgi.Code;
import dev.vgi.VgiException;
import dev.vgi.arrow.Batch;
import dev.vgi.client.Client;
import dev.vgi.client.Method;
import dev.vgi.types.Values;
import java.util.List;
import java.util.Map;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** A caller that has no interface calls methods by their names. */
interface NamedMethods extends Fixture {
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
        var count = new Schema(List.of(new Field("count", FieldType.notNullable(new ArrowType.Int(64, true)), null)));
        try (Client client = connectWithoutReflection()) {
            Method unversioned = client.method("ConformanceService/produce_n")
                    .argsSchema(count)
                    .arg("count", 2);
            Method method = unversioned.protocolVersion("2.0.0");

            assertThat(Fixture.column("index", method.open())).containsExactly(0L, 1L);
            assertThat(failure(() -> next(unversioned)).kind()).isEqualTo("protocol_version_mismatch");
            assertThat(failure(() -> client.method("produce_n"))).hasMessageContaining("--describe");
            assertThat(failure(() -> client.method("ConformanceService/produce_n")
                            .arg("count", 2)
                            .open()))
                    .hasMessageContaining("--describe");
        }
    }

    private static void next(Method method) {
        try (var stream = method.open()) {
            stream.next();
        }
    }

    private static VgiException failure(ThrowingCallable call) {
        return catchThrowableOfType(VgiException.class, call);
    }
}
