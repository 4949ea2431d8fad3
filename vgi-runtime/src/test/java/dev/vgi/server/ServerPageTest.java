package dev.vgi.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vgi.http.HttpServerConfig;
import dev.vgi.http.ProxyProof;
import dev.vgi.http.SealedGrants;
import dev.vgi.http.StickyConfig;
import java.io.IOException;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The page of the server's options has all of them, and no others. */
class ServerPageTest {
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `(\\w+)` \\|");

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
    void page_hasTheBuildersOptions(String heading, Class<?> builder) throws IOException {
        String page = Files.readString(Path.of(System.getProperty("vgi.home"), "docs/server.md"));
        String section =
                page.split(Pattern.quote("# `" + heading + "`\n"), 2)[1].split("\n#", 2)[0];
        var documented = new TreeSet<String>();
        ROW.matcher(section).results().forEach(row -> documented.add(row.group(1)));
        var options = new TreeSet<String>();
        Arrays.stream(builder.getDeclaredMethods())
                .filter(method -> Modifier.isPublic(method.getModifiers()) && method.getReturnType() == builder)
                .forEach(method -> options.add(method.getName()));
        assertThat(documented).isEqualTo(options);
    }
}
