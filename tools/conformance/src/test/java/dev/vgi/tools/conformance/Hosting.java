package dev.vgi.tools.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.vgi.Code;
import dev.vgi.VgiException;
import dev.vgi.arrow.Batch;
import dev.vgi.client.Client;
import dev.vgi.protocol.MethodDescription;
import dev.vgi.protocol.MethodKind;
import dev.vgi.protocol.ProtocolHash;
import dev.vgi.protocol.ProtocolSummary;
import dev.vgi.protocol.ServiceDescription;
import dev.vgi.service.Producer;
import dev.vgi.service.ServiceInterface;
import dev.vgi.service.ServiceMethod;
import dev.vgi.service.VgiProtocol;
import dev.vgi.tools.conformance.service.ConformanceService;
import dev.vgi.tools.conformance.service.Secondary;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** One server hosts several protocols; a call names its own, and what is not hosted is refused in words. */
interface Hosting extends Fixture {
    @Test
    default void methodOfTheSameName_isFoundByItsProtocol() {
        assertThat(client().proxy(Secondary.class).echoString("x")).isEqualTo("secondary:x");
        assertThat(service().echoString("x")).isEqualTo("x");
    }

    @Test
    default void protocols_areListedInTheirOrder() {
        assertThat(client().protocols().application())
                .extracting(ProtocolSummary::name)
                .containsExactly("ConformanceService", Secondary.NAME);
        assertThat(client().protocols().protocols())
                .extracting(ProtocolSummary::name)
                .contains("vgi_rpc.Reflection.v1");
    }

    @Test
    default void description_isThatOfTheInterface() {
        ServiceInterface declared = ServiceInterface.of(ConformanceService.class);
        ServiceDescription description = client().describe("ConformanceService");

        assertThat(description.summary().version()).isEqualTo("2.0.0");
        assertThat(description.summary().hash())
                .isEqualTo(ProtocolHash.of("ConformanceService", description.methods()))
                .isEqualTo("05479410c96f34410a2b10a4f6a49d59dcfd9d6d1d45ce9a9807d060a3bd6014");
        assertThat(description.methods())
                .extracting(MethodDescription::name)
                .isEqualTo(declared.methods().stream()
                        .map(ServiceMethod::description)
                        .map(MethodDescription::name)
                        .toList());
    }

    @Test
    default void descriptionOfAMethod_saysWhatItTakes() {
        MethodDescription method = client().describe("ConformanceService")
                .method("produce_with_header")
                .orElseThrow();

        assertThat(method.kind()).isEqualTo(MethodKind.PRODUCER);
        assertThat(method.parameters().getFields()).singleElement().returns("count", field -> field.getName());
        assertThat(method.header().getFields()).hasSize(2);
        assertThat(method.result()).isNull();
    }

    @Test
    default void protocolThatIsNotHosted_isRefused() {
        VgiException error = refusal(() -> client().proxy(Unhosted.class).echoString("x"));

        assertThat(error.kind()).isEqualTo("protocol_not_supported");
        assertThat(error.code()).isEqualTo(Code.UNIMPLEMENTED);
        assertUsable();
    }

    @Test
    default void methodThatIsNotHosted_isRefused() {
        VgiException error = refusal(() -> client().proxy(Renamed.class).noSuchMethod());

        assertThat(error.kind()).isEqualTo("method_not_implemented");
        assertThat(error).hasMessageContaining("no_such_method");
        assertUsable();
    }

    @Test
    default void streamThatIsNotHosted_isRefused_andTheConnectionStaysInStep() {
        for (int i = 0; i < 3; i++) {
            VgiException error = refusal(() -> {
                try (var stream = client().proxy(Renamed.class).noSuchStream()) {
                    stream.next();
                }
            });

            assertThat(error.kind()).isEqualTo("method_not_implemented");
            assertUsable();
        }
    }

    @Test
    default void otherVersionOfTheProtocol_isRefused() {
        VgiException error = refusal(() -> client().proxy(Stale.class).echoString("x"));

        assertThat(error.kind()).isEqualTo("protocol_version_mismatch");
        assertThat(error.code()).isEqualTo(Code.FAILED_PRECONDITION);
        assertThat(error).hasMessageContaining("2.0.0").hasMessageContaining("1.0.0");
        assertUsable();
    }

    @Test
    default void patchVersion_doesNotMatter() {
        assertThat(client().proxy(Patched.class).echoString("x")).isEqualTo("x");
    }

    @Test
    default void parameterOfAnotherName_isRefusedByName() {
        assertThat(refusal(() -> client().proxy(Renamed.class).echoString("x")))
                .hasMessageContaining("text")
                .hasMessageContaining("value");
        assertUsable();
    }

    @Test
    default void parameterOfAnotherType_isRefusedByName() {
        assertThat(refusal(() -> client().proxy(Renamed.class).echoInt("x"))).hasMessageContaining("value");
        assertUsable();
    }

    @Test
    default void parametersOfAStream_areCheckedToo() {
        assertThat(refusal(() -> {
                    try (var stream = client().proxy(Renamed.class).produceN("x")) {
                        stream.next();
                    }
                }))
                .hasMessageContaining("count");
        assertUsable();
    }

    @Test
    default void withoutReflection_callsSucceed() {
        try (Client client = connectWithoutReflection()) {
            assertThat(client.proxy(ConformanceService.class).echoString("x")).isEqualTo("x");
            assertThat(Fixture.column(
                            "index", client.proxy(ConformanceService.class).produceN(2)))
                    .containsExactly(0L, 1L);
        }
    }

    @Test
    default void withoutReflection_theErrorNamesTheSwitch() {
        try (Client client = connectWithoutReflection()) {
            assertThatThrownBy(client::protocols)
                    .isInstanceOfSatisfying(VgiException.class, error -> assertThat(error.code())
                            .isEqualTo(Code.UNIMPLEMENTED))
                    .hasMessageContaining("--describe");
        }
    }

    private static VgiException refusal(ThrowingCallable call) {
        VgiException error = catchThrowableOfType(VgiException.class, call);
        assertThat(error.isRemote()).as("%s", error).isTrue();
        return error;
    }

    /** A protocol that nobody hosts. */
    @VgiProtocol(name = "conformance.Unhosted.v1")
    interface Unhosted {
        String echoString(String value);
    }

    /** The service, one major version behind. */
    @VgiProtocol(name = "ConformanceService", version = "1.0.0")
    interface Stale {
        String echoString(String value);
    }

    /** The service, some patches ahead. */
    @VgiProtocol(name = "ConformanceService", version = "2.0.9")
    interface Patched {
        String echoString(String value);
    }

    /** The service as somebody remembers it wrongly. */
    @VgiProtocol(name = "ConformanceService", version = "2.0.0")
    interface Renamed {
        void noSuchMethod();

        Producer<Batch> noSuchStream();

        Producer<Batch> produceN(String count);

        String echoString(String text);

        long echoInt(String value);
    }
}
