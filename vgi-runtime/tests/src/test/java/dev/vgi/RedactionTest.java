package dev.vgi;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedactionTest {
    @ParameterizedTest
    @CsvSource({
        "http://host:80/prefix,                    http://host:80/prefix",
        "https://user:pass@host/a,                 https://host/a",
        "https://user:p@ss@host/a,                 https://host/a",
        "https://token@host,                       https://host",
        "https://host/a?X-Amz-Signature=secret,    https://host/a",
        "https://host/a#secret,                    https://host/a",
        "https://host?mail=a@b,                    https://host",
        "https://host/path/a@b,                    https://host/path/a@b",
        "unix:/run/worker?x,                       unix:/run/worker?x",
        "cmd:python worker.py,                     cmd:python worker.py",
    })
    void url_losesUserinfoQueryAndFragment(String url, String shown) {
        assertThat(Redaction.url(url)).isEqualTo(shown);
    }

    @ParameterizedTest
    @CsvSource({
        "user:secret@host:80/x,                host:80/x",
        "user:secret@host:80/x?key=secret,     host:80/x",
        "secret@host,                          host",
        "http:user:secret@host/x,              host/x",
        "htp://user:secret@host/x#secret,      htp://host/x",
        "http://user:se/cret@host/x,           http://host/x",
        "http://user:se?cret@host/x,           http://host/x",
        "http://user:se#cret@host/x,           http://host/x",
        "http://user:se cret@host/x,           http://host/x",
        "http://user:secret@h_o+st,            http://h_o+st",
        "//user:secret@host:80,                //host:80",
        "program --token secret,               program",
        "http://host:70000/a?sig=a@secret,     http://host:70000/a",
        "http://[::1]:x/y,                     http://[::1]:x/y",
        "host:80/a@b,                          host:80/a@b",
        "/relative/a,                          /relative/a",
        "'',                                   ''",
    })
    void whatIsNoAddress_losesWhatMayBeACredential(String given, String shown) {
        assertThat(Redaction.refused(given)).isEqualTo(shown);
    }

    @Test
    void values_hideWhatSoundsLikeACredential() {
        Map<String, String> shown = Redaction.values(Map.of(
                "url", "http://host",
                "Authorization", "Bearer x",
                "aws.secretAccessKey", "x",
                "http.token", "x",
                "PASSWORD", "x"));

        assertThat(shown).containsEntry("url", "http://host");
        assertThat(shown.values().stream().filter("*********(redacted)"::equals))
                .hasSize(4);
        assertThat(List.copyOf(shown.keySet())).isSorted();
    }

    @Test
    void text_keepsItsWords_andItsUrlsWithoutSecrets() {
        assertThat(Redaction.text("GET s3://u:p@h/a?sig=1#f, then \"http://x/y?k=v\" (why? no idea)"))
                .isEqualTo("GET s3://h/a then \"http://x/y\" (why? no idea)");
    }

    @Test
    void text_ofAnyLength_isReadOnce() {
        String urls = "a://".repeat(200_000);
        String word = "a".repeat(800_000);
        assertThat(Redaction.text(urls)).isEqualTo(urls);
        assertThat(Redaction.text(word)).isEqualTo(word);
    }
}
