package dev.vgi.tools.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vgi.tools.conformance.WorkerOptions.Services;
import dev.vgi.tools.conformance.WorkerOptions.Transport;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WorkerOptionsTest {
    @Test
    void withoutFlags_itServesStandardInputAndOutput() {
        assertThat(parse().transport()).isEqualTo(new Transport.Pipe());
        assertThat(parse().services()).isEqualTo(Services.CONFORMANCE);
    }

    @Test
    void unix_takesAPath() {
        assertThat(parse("--unix", "/tmp/w.sock").transport()).isEqualTo(new Transport.Unix(Path.of("/tmp/w.sock")));
    }

    @ParameterizedTest
    @CsvSource({"0, 127.0.0.1, 0", "localhost:80, localhost, 80", ":7, 127.0.0.1, 7", "::1:7, ::1, 7"})
    void tcp_takesAPortWithOrWithoutAHost(String address, String host, int port) {
        assertThat(parse("--tcp", address).transport()).isEqualTo(new Transport.Tcp(host, port));
    }

    @ParameterizedTest
    @ValueSource(strings = {"--http", "--http 0", "--http --prefix /vgi", "--prefix /vgi --http 8080 --describe"})
    void http_takesAPortOrNone_andItsOptionsInAnyOrder(String arguments) {
        assertThat(parse(arguments.split(" ")).transport()).isInstanceOf(Transport.Http.class);
    }

    @Test
    void probes_areHostedInThePlaceOfTheService() {
        assertThat(parse("--pipe", "--kind-probe").services()).isEqualTo(Services.KIND_PROBE);
        assertThat(parse("--hosted-order-probe").services()).isEqualTo(Services.ORDER_PROBE);
    }

    @ParameterizedTest
    @CsvSource({
        "--nope, unknown flag --nope",
        "--unix, --unix needs a value",
        "--tcp x, 'found the port ''x'', expected a number'",
        "--tcp 65536, 'found the port 65536, expected 0 to 65535'",
        "--pipe --tcp 0, found two transports",
        "--http --unix x, found two transports",
        "--max-request-bytes x, 'found --max-request-bytes x, expected a number'",
        "--http --token-key 00, 'tokenKey has 1 bytes, expected 32'"
    })
    void whatIsNotUnderstood_isAnError(String arguments, String message) {
        assertThatThrownBy(() -> parse(arguments.split(" "))).hasMessageContaining(message);
    }

    private static WorkerOptions parse(String... arguments) {
        return WorkerOptions.parse(List.of(arguments));
    }
}
