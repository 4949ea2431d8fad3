package dev.vgi.client.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vgi.VgiException;
import dev.vgi.transport.Address;
import dev.vgi.transport.TransportProviders;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One address, and several of one service. */
class AddressesTest {
    @Test
    void commaBeforeAScheme_separates() {
        assertThat(Address.parseAll("http://a:1/x,unix:/tmp/b, tcp://c:3,shm+unix:/tmp/d,shm+cmd:e f"))
                .containsExactly(
                        new Address("http", "//a:1/x"),
                        new Address("unix", "/tmp/b"),
                        new Address("tcp", "//c:3"),
                        new Address("shm+unix", "/tmp/d"),
                        new Address("shm+cmd", "e f"));
    }

    @Test
    void otherCommas_belongToTheAddress() {
        assertThat(Address.parseAll("cmd:worker --tables a,b,c"))
                .isEqualTo(List.of(Address.parse("cmd:worker --tables a,b,c")));
    }

    @Test
    void severalAddresses_areNotTakenForOne() {
        assertThatThrownBy(() -> Address.parse("http://a:1,cmd:program"))
                .isInstanceOf(VgiException.class)
                .hasMessageContaining("several addresses");
    }

    @Test
    void schemesThatRunCode_areAllowedByNameOnly() {
        assertThat(TransportProviders.allowed(List.of()))
                .containsExactlyInAnyOrderElementsOf(TransportProviders.remoteSchemes());
        assertThat(TransportProviders.allowed(List.of("cmd:", " launch", ""))).contains("cmd", "launch", "http");
    }

    @Test
    void programs_areShownWithoutTheirArguments() {
        assertThat(Address.parse("launch:worker --token secret")).hasToString("launch:worker");
        assertThat(Address.parse("shm+cmd:worker --token secret")).hasToString("shm+cmd:worker");
    }

    @Test
    void programs_areNotAmongTheSchemesOfRemoteWorkers() {
        assertThat(TransportProviders.remoteSchemes()).doesNotContain("cmd", "shm+cmd", "launch", "inproc");
        assertThat(TransportProviders.schemes()).containsAll(TransportProviders.remoteSchemes());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "user:secret@host:80/x",
                "secret@host",
                "http:user:secret@host:80",
                "HTTP://user:secret@host",
                "ftp://user:secret@host/x?key=secret",
                "http://user:secret@host/x?key=secret",
                "http://user:se/secret@host/x",
                "https://host/x?key=secret",
                "tcp:user:secret@host:80",
                "tcp://user:secret@host",
                "tcp://user:secret@host:80/x y",
                "unix:user:secret@host",
                "cmd ./worker --token secret",
                "CMD:./worker --token secret",
                "http://a:1,user:secret@host,unix:/b",
            })
    void refusals_repeatNoCredential(String given) {
        assertThatThrownBy(() -> Vgi.client(given).connect())
                .isInstanceOf(VgiException.class)
                .hasMessageContaining("expected")
                .satisfies(failure -> assertThat(new StringWriter()).satisfies(text -> {
                    failure.printStackTrace(new PrintWriter(text));
                    assertThat(text.toString()).doesNotContain("secret");
                }));
    }

    @Test
    void oneWrongAmongSeveral_isNamed() {
        assertThatThrownBy(() -> Address.parseAll("http://a:1,unix:relative"))
                .isInstanceOf(VgiException.class)
                .hasMessageContaining("relative")
                .hasMessageContaining("absolute path");
    }
}
