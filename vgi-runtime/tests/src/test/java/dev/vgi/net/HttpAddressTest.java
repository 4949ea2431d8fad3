package dev.vgi.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vgi.VgiException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpAddressTest {
    @ParameterizedTest
    @CsvSource({
        "http://host, http, host, 80, ''",
        "https://host, https, host, 443, ''",
        "HTTP://host:8080/, http, host, 8080, ''",
        "http://10.0.0.1:1/vgi, http, 10.0.0.1, 1, /vgi",
        "http://h/a/b%20c/, http, h, 80, /a/b%20c",
        "http://[::1]:99/x, http, ::1, 99, /x"
    })
    void parts_areTakenAsTheyAre(String url, String scheme, String host, int port, String prefix) {
        assertThat(HttpAddress.parse(url)).isEqualTo(new HttpAddress(scheme, host, port, prefix));
    }

    @ParameterizedTest
    @CsvSource({
        "http://host:80/a, http://host/a",
        "https://host:443, https://host",
        "http://host:443, http://host:443",
        "http://[::1]:99/x/, http://[::1]:99/x"
    })
    void text_isTheShortestForm(String url, String text) {
        assertThat(HttpAddress.parse(url)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "host",
                "ftp://host",
                "http://",
                "http:///x",
                "http://host:0",
                "http://host:70000",
                "http://h?q",
                "http://h#f",
                "http://user:secret@host",
                "http://my_host",
                "http://h /x",
                "http://h:a",
                "http://h/100%zz",
                "http://h/100%",
                "http://h/\u00fc"
            })
    void whatIsNoHttpAddress_isRefused(String url) {
        assertThatThrownBy(() -> HttpAddress.parse(url))
                .isInstanceOf(VgiException.class)
                .hasMessageNotContaining("secret");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://localhost",
                "http://LOCALHOST:1",
                "http://127.0.0.1",
                "http://127.8.9.1:2",
                "http://[::1]"
            })
    void loopback_isKnownByName(String url) {
        assertThat(HttpAddress.parse(url).isLoopback()).isTrue();
    }

    @Test
    void otherHosts_areNotLoopback() {
        assertThat(HttpAddress.parse("http://127.example.com").isLoopback()).isFalse();
        assertThat(HttpAddress.parse("http://10.0.0.1").isLoopback()).isFalse();
    }
}
