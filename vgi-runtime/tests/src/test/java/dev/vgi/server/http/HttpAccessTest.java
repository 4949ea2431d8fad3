package dev.vgi.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vgi.http.HttpHeaders;
import dev.vgi.protocol.Principal;
import dev.vgi.server.http.auth.AuthReason;
import dev.vgi.server.http.auth.Authenticator;
import dev.vgi.server.http.auth.ProxyProof;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may call: pages of other origins, callers behind a proxy; and pages beside the methods. */
class HttpAccessTest {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final String ORIGIN = "https://app.example";

    private final TestDispatcher dispatcher = new TestDispatcher();
    private final List<HttpServer> servers = new ArrayList<>();

    @AfterEach
    void closeAll() {
        servers.forEach(HttpServer::close);
        dispatcher.close();
    }

    private String serving(UnaryOperator<HttpServerConfig.Builder> options) {
        HttpServer server = HttpServer.start(
                dispatcher, options.apply(HttpServerConfig.builder()).build());
        servers.add(server);
        return server.address();
    }

    private static HttpResponse<String> send(String method, String url, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url)).method(method, BodyPublishers.noBody());
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        try {
            return CLIENT.send(request.build(), BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static Map<String, String> headers(HttpResponse<?> response) {
        var headers = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        response.headers().map().forEach((name, values) -> headers.put(name, String.join(", ", values)));
        return headers;
    }

    @Test
    void originThatMayCall_isToldSoByEveryAnswer() {
        String address = serving(http -> http.corsOrigin(ORIGIN));
        for (HttpResponse<String> response : List.of(
                send("OPTIONS", address + "/test.Service/echo", "Origin", ORIGIN),
                send("POST", address + "/test.Service/echo", "Origin", ORIGIN),
                send("GET", address + "/health", "Origin", ORIGIN))) {
            assertThat(headers(response))
                    .containsEntry("Access-Control-Allow-Origin", ORIGIN)
                    .containsEntry("Cross-Origin-Resource-Policy", "cross-origin")
                    .containsEntry("Vary", "Origin");
        }
    }

    @Test
    void preflight_allowsWhatCallsNeed_andWhatThePageAsksFor() {
        String address = serving(http -> http.corsOrigin(ORIGIN));
        Map<String, String> headers = headers(send(
                "OPTIONS",
                address + "/test.Service/echo",
                "Origin",
                ORIGIN,
                "Access-Control-Request-Headers",
                "x-tenant, x-team"));
        assertThat(headers.get("Access-Control-Allow-Methods")).contains("POST").contains("DELETE");
        assertThat(headers.get("Access-Control-Allow-Headers"))
                .contains(
                        "Content-Type", "VGI-Session", "VGI-Session-Accept", "VGI-Proxy-Proof", "X-VGI-Accept-Encoding")
                .contains("x-tenant, x-team");
    }

    @Test
    void everyHeaderOfOurs_isExposed() {
        String address = serving(http -> http.corsOrigin("*")
                .maxResponseBytes(1 << 20)
                .stickySessions(
                        StickyConfig.builder().echoHeader("x-machine", "m").build())
                .proxyProof(ProxyProof.builder("w").secret("k", "00".repeat(32)).require()));
        Map<String, String> headers = headers(send("GET", address + "/health"));
        assertThat(headers).containsEntry("Access-Control-Allow-Origin", "*");
        List<String> exposed = List.of(headers.get("Access-Control-Expose-Headers")
                .toLowerCase(java.util.Locale.ROOT)
                .split(", "));
        assertThat(headers.keySet().stream()
                        .map(name -> name.toLowerCase(java.util.Locale.ROOT))
                        .filter(name -> name.startsWith("vgi-") || name.startsWith("x-")))
                .isSubsetOf(exposed);
        assertThat(exposed)
                .contains("x-vgi-rpc-error", "vgi-auth-reason", "vgi-auth-proxy-required", "vgi-session")
                .contains("vgi-session-close", "vgi-echo-x-machine", "retry-after", "x-vgi-content-encoding");
    }

    @Test
    void otherOrigins_andServersWithoutAny_areToldNothing() {
        String some = serving(http -> http.corsOrigin(ORIGIN));
        String none = serving(http -> http);
        assertThat(headers(send("OPTIONS", some + "/test.Service/echo", "Origin", "https://evil.example")))
                .doesNotContainKey("Access-Control-Allow-Origin")
                .doesNotContainKey("Access-Control-Allow-Headers");
        assertThat(headers(send("OPTIONS", none + "/test.Service/echo", "Origin", ORIGIN)))
                .doesNotContainKey("Access-Control-Allow-Origin")
                .doesNotContainKey("Cross-Origin-Resource-Policy")
                .doesNotContainKey("Vary");
    }

    @ParameterizedTest
    @ValueSource(strings = {"app.example", "https://app.example/path", "ftp://app.example"})
    void whatIsNoOrigin_isRefusedAtOnce(String origin) {
        assertThatThrownBy(() -> HttpServerConfig.builder().corsOrigin(origin))
                .hasMessageContaining("corsOrigin is '" + origin + "'");
    }

    @Test
    void requiredProof_isAskedForBeforeUsersAre_andNotForHealth() {
        String address = serving(http -> http.authenticator(
                        Authenticator.bearerTokens(Map.of("right", new Principal("bearer", "ann"))))
                .proxyProof(ProxyProof.builder("w").secret("k", "00".repeat(32)).require()));
        HttpResponse<String> refused =
                send("POST", address + "/test.Service/echo", "Authorization", "Bearer right", "Accept", "*/*");
        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(headers(refused))
                .containsEntry("VGI-Auth-Reason", "proxy_required")
                .containsEntry("VGI-Auth-Proxy-Required", "true")
                .containsEntry("VGI-Proxy-Proof-Required", "true")
                .containsEntry("Cache-Control", "no-store");
        assertThat(refused.body()).contains("\"proxy_hint\":\"").contains("VGI-Proxy-Proof");
        assertThat(send("POST", address + "/test.Service/echo", "VGI-Proxy-Proof", "x")
                        .body())
                .isEqualTo(refused.body());
        assertThat(send("GET", address + "/health").statusCode()).isEqualTo(200);
    }

    @Test
    void proofThatIsOnlyLookedAt_turnsNobodyAway_andIsAClaim() {
        dispatcher.callers.clear();
        String address = serving(http -> http.proxyProof(
                ProxyProof.builder("w").secret("k", "00".repeat(32)).allow()));
        byte[] body = Bodies.request(dispatcher.memory.allocator(), "echo", "data", new byte[1]);
        HttpRequest request = HttpRequest.newBuilder(URI.create(address + "/test.Service/echo"))
                .header("Content-Type", HttpHeaders.ARROW)
                .POST(BodyPublishers.ofByteArray(body))
                .build();
        try {
            HttpResponse<byte[]> response = CLIENT.send(request, BodyHandlers.ofByteArray());
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(headers(response)).doesNotContainKey("VGI-Proxy-Proof-Required");
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
        Principal caller = dispatcher.callers.get(0).principal();
        assertThat(caller.isAuthenticated()).isFalse();
        assertThat(caller.claims().get(ProxyProof.CLAIM))
                .isEqualTo(Map.of("verified", "false", "reason", "no_proof", "origin_id", "w"));
    }

    @Test
    void authenticatorBehindAProxy_saysSoWithEvery401_whateverTheReason() {
        String address = serving(http -> http.authenticator(((Authenticator) headers -> {
                    throw AuthReason.EXPIRED_CREDENTIAL.rejection();
                })
                .behindProxy("x-client-cert")));
        HttpResponse<String> refused = send("POST", address + "/test.Service/echo");
        assertThat(headers(refused))
                .containsEntry("VGI-Auth-Reason", "expired_credential")
                .containsEntry("VGI-Auth-Proxy-Required", "true");
        assertThat(refused.body()).contains("x-client-cert");
        assertThat(send("POST", address + "/test.Service/echo", "Accept", "text/html")
                        .body())
                .startsWith("<!DOCTYPE html>")
                .contains("x-client-cert");
    }

    @Test
    void page_standsBesideTheMethods_behindAuthentication() {
        String address = serving(http -> http.prefix("/vgi")
                .authenticator(headers -> {
                    if (!headers.containsKey("x-name")) {
                        throw AuthReason.MISSING_CREDENTIAL.rejection();
                    }
                    return new Principal("test", headers.get("x-name"));
                })
                .page(
                        "metrics",
                        (method, headers) ->
                                new HttpPage.Answer(200, "text/plain", method + " for " + headers.get("x-name")))
                .page("__stop__", (method, headers) -> HttpPage.Answer.empty(204)));
        assertThat(send("GET", address + "/metrics").statusCode()).isEqualTo(401);
        assertThat(send("GET", address + "/metrics", "x-name", "ann").body()).isEqualTo("GET for ann");
        assertThat(send("POST", address + "/__stop__", "x-name", "ann").statusCode())
                .isEqualTo(204);
        assertThat(send("GET", address + "/other", "x-name", "ann").statusCode())
                .isEqualTo(404);
        assertThatThrownBy(() ->
                        HttpServerConfig.builder().page("health", (method, headers) -> HttpPage.Answer.empty(200)))
                .hasMessageContaining("the server's own");
    }
}
