package dev.vgi.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vgi.VgiException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** URLs that somebody has signed: another spelling of the same path is another URL. */
class FetchUrlTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/?sig=1",
                "//lead/slash?sig=1",
                "//?sig=1",
                "/a//b///?sig=1",
                "/a/./b/../c?sig=1",
                "/a%2Fb%2fc%20d?sig=%2B+%3D",
                "/a;v=1,2@3:4!$'()*~?sig=a/b?c=d&&=",
                "/a|b^c{d}`e\"f<g>h\\i[j]?sig=|^{}",
                "/http://other/b?sig=1",
                "/a?",
            })
    void target_isSentByteForByte(String target) throws Exception {
        for (String method : List.of("GET", "PUT")) {
            assertThat(requestLine(method, target)).isEqualTo(method + " " + target + " HTTP/1.1");
        }
    }

    private static String requestLine(String method, String target) throws Exception {
        try (var server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                HttpConnections connections = HttpConnections.open(ConnectionConfig.DEFAULT)) {
            CompletableFuture<String> line = CompletableFuture.supplyAsync(() -> firstLine(server));
            FetchUrl url = FetchUrl.parse("http://127.0.0.1:" + server.getLocalPort() + target);
            List<ByteBuffer> body = method.equals("PUT") ? List.of(ByteBuffer.allocate(3)) : List.of();
            try (HttpResponse answer = connections.send(
                    new HttpRequest(method, url.origin(), url.target(), Map.of(), body, Duration.ofSeconds(20)))) {
                answer.awaitHead();
                assertThat(answer.status()).isEqualTo(204);
            }
            return line.get();
        }
    }

    private static String firstLine(ServerSocket server) {
        try (var socket = server.accept()) {
            String line = new BufferedReader(
                            new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1))
                    .readLine();
            socket.getOutputStream()
                    .write("HTTP/1.1 204 Fine\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            return line;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "?sig=3,                http://h:1/a//b/c?sig=3",
        "'',                    http://h:1/a//b/c?sig=1",
        "#part,                 http://h:1/a//b/c?sig=1",
        "d?sig=3#part,          http://h:1/a//b/d?sig=3",
        "d/./e/../f,            http://h:1/a//b/d/f",
        "../d,                  http://h:1/a//d",
        "../../d,               http://h:1/a/d",
        "../../../../../d,      http://h:1/d",
        ".,                     http://h:1/a//b/",
        "..,                    http://h:1/a//",
        "d%2F..%2fe,            http://h:1/a//b/d%2F..%2fe",
        "d?u=http://other/x,    http://h:1/a//b/d?u=http://other/x",
        "/d//e/../f?sig=3,      http://h:1/d//e/../f?sig=3",
        "//other:2//d?sig=3,    http://other:2//d?sig=3",
        "https://other//d?s=%2f, https://other//d?s=%2f",
        "HTTP://other/d,        http://other/d",
    })
    void redirect_isResolvedWithoutTouchingItsBytes(String location, String target) {
        FetchUrl url = FetchUrl.parse("http://h:1/a//b/c?sig=1").redirected(location);

        assertThat(url.origin() + url.target()).isEqualTo(target);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://h/b/100%zz?sig=secret",
                "http://h/b/100%",
                "http://h/b?sig=secret%2",
                "http://h/a b?sig=secret",
                "http://h/\u00fc",
                "http:/h/a",
                "http://h:99999/a",
                "ftp://h/a?sig=secret",
                "/a",
            })
    void malformedUrl_isCalledOne(String url) {
        assertThatThrownBy(() -> FetchUrl.parse(url))
                .isInstanceOf(VgiException.class)
                .hasMessageContaining("is malformed")
                .hasMessageNotContaining("secret");
    }

    @Test
    void malformedRedirect_isCalledOne() {
        FetchUrl url = FetchUrl.parse("http://h/a");
        assertThatThrownBy(() -> url.redirected("mailto:somebody")).hasMessageContaining("is malformed");
        assertThatThrownBy(() -> url.redirected("b%c?sig=secret"))
                .hasMessageContaining("'http://h/b%c' is malformed")
                .hasMessageNotContaining("secret");
    }

    @Test
    void hostWithAnUnderscore_isLookedUp() {
        FetchUrl url = FetchUrl.parse("http://no_such_host.invalid:9000/a");
        try (HttpConnections connections = HttpConnections.open(ConnectionConfig.DEFAULT);
                HttpResponse answer = connections.send(new HttpRequest(
                        "GET", url.origin(), url.target(), Map.of(), List.of(), Duration.ofSeconds(20)))) {
            assertThatThrownBy(answer::awaitHead)
                    .isInstanceOfSatisfying(HttpFailure.class, failure -> assertThat(failure.stage())
                            .isEqualTo(HttpFailure.Stage.UNCONNECTED))
                    .hasMessageContaining("no_such_host.invalid");
        }
    }
}
