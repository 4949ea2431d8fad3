package dev.vgi.server;

import dev.vgi.server.http.HttpServerConfig;
import dev.vgi.server.http.StickyConfig;
import dev.vgi.server.http.auth.ProxyProof;
import dev.vgi.server.http.auth.SealedGrants;
import dev.vgi.testing.OptionsPage;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The page of the server's options has all of them, and no others. */
class ServerPageTest {
    static Stream<Arguments> builders() {
        return Stream.of(
                Arguments.of("Server.builder()", Server.Builder.class),
                Arguments.of("HttpServerConfig.builder()", HttpServerConfig.Builder.class),
                Arguments.of("StickyConfig.builder()", StickyConfig.Builder.class),
                Arguments.of("ProxyProof.builder(originId)", ProxyProof.Builder.class),
                Arguments.of("Identity.builder()", Identity.Builder.class),
                Arguments.of("SealedGrants.builder(key)", SealedGrants.Builder.class));
    }

    @ParameterizedTest
    @MethodSource("builders")
    void page_hasTheBuildersOptions(String heading, Class<?> builder) {
        OptionsPage.read("docs/server.md").assertHasOptionsOf(builder, "`" + heading + "`");
    }
}
