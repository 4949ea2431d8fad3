package dev.vgi.connector.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeaderOptionsTest {
    private static Map<String, String> of(Map<String, String> plain, Map<String, String> secret) {
        return HeaderOptions.of(plain, "header.", secret, "secret-header.");
    }

    @Test
    void both_areSent() {
        assertThat(of(Map.of("X-Tenant", "t", "traceparent", "00-1-2-01"), Map.of("Authorization", "Basic x")))
                .isEqualTo(Map.of("X-Tenant", "t", "traceparent", "00-1-2-01", "Authorization", "Basic x"));
    }

    @ParameterizedTest
    @CsvSource({
        "Authorization,       x",
        "Proxy-Authorization, x",
        "Cookie,              x",
        "X-Api-Key,           x",
        "x-amz-security-token, x",
        "X-Vault-Secret,      x",
        "X-Password,          x",
        "X-Auth-User,         x",
        "X-Signature,         x",
        "X-OAuth,             x",
        "X-Authenticated-By,  x",
        "X-Authorise,         x",
        "X-Pass,              x",
        "X-Passphrase,        x",
        "X-Pwd,               x",
        "X-UserPwd,           x",
        "X-Session,           x",
        "X-SessionId,         x",
        "X-Jwt,               x",
        "X-Sig,               x",
        "X-Sig-Sha256,        x",
        "X-Bearer,            x",
        "X-Whatever,          Bearer hidden",
        "X-Whatever,          basic hidden",
        "X-Whatever,          AWS4-HMAC-SHA256 Credential=hidden",
        "X-Whatever,          eyJhbGciOi.eyJzdWIi.hidden",
        "X-Whatever,          ghp_hidden",
        "X-Whatever,          github_pat_hidden",
        "X-Whatever,          glpat-hidden",
        "X-Whatever,          sk-hidden0000",
        "X-Whatever,          sk-proj-hidden",
        "X-Whatever,          AKIAhidden",
        "X-Whatever,          ASIAHIDDEN0000000000",
    })
    void plainOneThatLooksLikeACredential_isRefused(String name, String value) {
        assertThatThrownBy(() -> of(Map.of(name, value), Map.of()))
                .hasMessageContaining("'header." + name + "' looks like a credential")
                .hasMessageContaining("use 'secret-header." + name + "'")
                .hasMessageNotContaining("hidden");
    }

    @ParameterizedTest
    @CsvSource({
        "X-Design,      x",
        "X-Assign,      x",
        "X-Author,      ann",
        "X-Authority,   x",
        "X-Bypass,      1",
        "X-Passenger,   ann",
        "X-Locale,      sk-SK",
        "X-Locale,      sk-Latn-SK",
        "X-Region,      ASIA",
        "X-Region,      asia-southeast",
        "X-Team,        basics",
    })
    void plainOneThatOnlyResemblesACredential_isSent(String name, String value) {
        assertThat(of(Map.of(name, value), Map.of())).containsEntry(name, value);
    }

    @Test
    void headerThatIsGivenTwice_isRefused() {
        assertThatThrownBy(() -> of(Map.of("X-Tenant", "t"), Map.of("x-tenant", "u")))
                .hasMessageContaining("the header 'x-tenant' is given twice");
    }
}
