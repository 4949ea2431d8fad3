package dev.vgi.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vgi.types.TypeTokens;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.Test;

/** The fingerprint of a protocol. */
class ProtocolHashTest {
    private static final Schema NONE = new Schema(List.of());
    private static final Schema ONE = new Schema(List.of(TypeTokens.parse("n", "int64")));

    private static MethodDescription method(String name, Schema result, Schema header) {
        return new MethodDescription(name, MethodKind.UNARY, NONE, result, header, Idempotency.UNKNOWN, null);
    }

    @Test
    void preimage_isTheReferences() {
        try (var allocator = new RootAllocator()) {
            ServiceDescription flights =
                    ReflectionFormat.serviceDescription(ReferenceReflection.describe("flights"), allocator);

            assertThat(ProtocolHash.preimage("Flights", flights.methods()))
                    .isEqualTo(ReferenceReflection.JSON
                            .get("flights")
                            .get("preimage")
                            .asText());
        }
    }

    @Test
    void order_ofMethodsDoesNotMatter() {
        var a = method("a", null, null);
        var b = method("b", ONE, null);
        assertThat(ProtocolHash.of("p", List.of(a, b))).isEqualTo(ProtocolHash.of("p", List.of(b, a)));
    }

    @Test
    void absentAndEmptyResults_differ() {
        assertThat(ProtocolHash.of("p", List.of(method("a", null, null))))
                .isNotEqualTo(ProtocolHash.of("p", List.of(method("a", NONE, null))));
    }

    @Test
    void idempotencyAndDeprecation_doNotCount() {
        var plain = method("a", ONE, null);
        var marked = new MethodDescription("a", MethodKind.UNARY, NONE, ONE, null, Idempotency.IDEMPOTENT, "old");
        assertThat(ProtocolHash.of("p", List.of(plain))).isEqualTo(ProtocolHash.of("p", List.of(marked)));
    }

    @Test
    void kindOfStream_doesNotCount() {
        var producer = new MethodDescription("a", MethodKind.PRODUCER, NONE, null, null, Idempotency.UNKNOWN, null);
        var stream = new MethodDescription("a", MethodKind.STREAM, NONE, null, null, Idempotency.UNKNOWN, null);
        assertThat(ProtocolHash.of("p", List.of(producer))).isEqualTo(ProtocolHash.of("p", List.of(stream)));
    }

    @Test
    void json_isCanonical() {
        assertThat(CanonicalJson.of(Map.of("b", true, "a", List.of("\u0001\"\\\b\t\n\f\r", "ä€\uD83D\uDE00", ""))))
                .isEqualTo("{\"a\":[\"\\u0001\\\"\\\\\\b\\t\\n\\f\\r\",\"ä€\uD83D\uDE00\",\"\"],\"b\":true}");
        assertThatThrownBy(() -> CanonicalJson.of(List.of(1))).hasMessageContaining("without numbers");
    }
}
