package dev.vgi.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.vgi.Code;
import dev.vgi.VgiException;
import dev.vgi.protocol.Dispatcher;
import dev.vgi.protocol.Idempotency;
import dev.vgi.protocol.MethodDescription;
import dev.vgi.protocol.MethodKind;
import dev.vgi.protocol.TransportKind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** From a request's keys to a method, or to one of three different refusals. */
class RoutingTest {
    private final Calls calls = new Calls(TransportKind.UNIX);

    @AfterEach
    void nothingIsLeft() {
        calls.close();
    }

    private VgiException refusal(String protocol, String method) {
        return catchThrowableOfType(VgiException.class, () -> calls.dispatcher().target(protocol, method));
    }

    @Test
    void protocolAndMethod_findTheTarget() {
        Dispatcher.Target target = calls.dispatcher().target("test.Sample", "add");

        assertThat(target.protocol().name()).isEqualTo("test.Sample");
        assertThat(target.protocol().version()).isEqualTo("1.4.2");
        MethodDescription method = target.description();
        assertThat(method.kind()).isEqualTo(MethodKind.UNARY);
        assertThat(method.idempotency()).isEqualTo(Idempotency.NO_SIDE_EFFECTS);
        assertThat(method.deprecation()).isNull();
    }

    @Test
    void noProtocol_isNotSpecified() {
        for (String none : new String[] {null, ""}) {
            VgiException refusal = refusal(none, "add");
            assertThat(refusal.kind()).isEqualTo("protocol_not_specified");
            assertThat(refusal.code()).isEqualTo(Code.INVALID_ARGUMENT);
            assertThat(refusal).hasMessageContaining("test.Sample").hasMessageContaining("vgi_rpc.Reflection.v1");
        }
    }

    @Test
    void otherProtocol_isNotSupported_andShownBesideWhatIsHosted() {
        VgiException refusal = refusal("test.Other", "add");
        assertThat(refusal.kind()).isEqualTo("protocol_not_supported");
        assertThat(refusal.code()).isEqualTo(Code.UNIMPLEMENTED);
        assertThat(refusal).hasMessageContaining("'test.Other'").hasMessageContaining("test.Sample");
    }

    @ParameterizedTest
    @ValueSource(strings = {"test.Sample%2e", "1st", "<script>", "tést"})
    void textThatIsNoName_isNotShown(String text) {
        VgiException refusal = refusal(text, "add");
        assertThat(refusal.kind()).isEqualTo("protocol_not_supported");
        assertThat(refusal.getMessage()).doesNotContain(text);
    }

    @Test
    void otherMethod_isNotImplemented_andShownBesideThoseThatAre() {
        VgiException refusal = refusal("test.Sample", "subtract");
        assertThat(refusal.kind()).isEqualTo("method_not_implemented");
        assertThat(refusal.code()).isEqualTo(Code.UNIMPLEMENTED);
        assertThat(refusal.remoteType()).isEqualTo("AttributeError");
        assertThat(refusal).hasMessageContaining("'subtract'").hasMessageContaining("add, count");
        assertThat(refusal("test.Sample", "no name").getMessage()).doesNotContain("no name");
    }

    @Test
    void retiredIntrospection_isAnsweredBeforeRouting_withWhereItWent() {
        VgiException refusal = refusal(null, "__describe__");
        assertThat(refusal.kind()).isEqualTo("method_not_implemented");
        assertThat(refusal).hasMessageContaining("vgi_rpc.Reflection.v1");
    }

    @Test
    void defaultAndStaticMethods_areNotHosted() {
        assertThat(refusal("test.Sample", "ignored").kind()).isEqualTo("method_not_implemented");
        assertThat(refusal("test.Sample", "also_ignored").kind()).isEqualTo("method_not_implemented");
    }
}
