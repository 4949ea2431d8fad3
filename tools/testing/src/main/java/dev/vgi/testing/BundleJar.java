package dev.vgi.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Modifier;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;

/** The one jar that a user drops into an engine, with libraries under names of our own. */
public final class BundleJar {
    private static final String SERVICES = "META-INF/services/";
    private static final String FACTORY = "org/slf4j/LoggerFactory";

    private final Path path;

    private BundleJar(Path path) {
        this.path = path;
    }

    /** The jar whose path a system property holds. */
    public static BundleJar of(String property) {
        return new BundleJar(Path.of(System.getProperty(property)));
    }

    public Path path() {
        return path;
    }

    /** The names of all that it holds. */
    public List<String> entries() {
        try (var jar = new JarFile(path.toFile())) {
            return jar.stream().map(ZipEntry::getName).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** That no class asks SLF4J itself for a logger: what the HTTP library says of headers would be written. */
    public void assertLoggersAreOurs() throws IOException {
        try (var jar = new JarFile(path.toFile())) {
            assertThat(jar.stream().filter(entry -> entry.getName().endsWith(".class")))
                    .isNotEmpty()
                    .allSatisfy(entry -> {
                        try (var bytes = jar.getInputStream(entry)) {
                            assertThat(new String(bytes.readAllBytes(), StandardCharsets.ISO_8859_1))
                                    .doesNotContain(FACTORY);
                        }
                    });
        }
    }

    /** That each service of a relocated library has that library's new name, and only classes that implement it. */
    public void assertServicesAreRelocated() throws Exception {
        List<String> services = entries().stream()
                .filter(name -> name.startsWith(SERVICES + "vgi.shaded."))
                .toList();
        assertThat(services).isNotEmpty();
        try (var loader = new URLClassLoader(
                        new URL[] {path.toUri().toURL()}, getClass().getClassLoader());
                var jar = new JarFile(path.toFile())) {
            for (String service : services) {
                Class<?> type = loader.loadClass(service.substring(SERVICES.length()));
                try (var lines = jar.getInputStream(jar.getEntry(service))) {
                    for (String provider : new String(lines.readAllBytes(), StandardCharsets.UTF_8)
                            .lines()
                            .toList()) {
                        Class<?> implementation = loader.loadClass(provider);
                        assertThat(implementation).isAssignableTo(type);
                        assertThat(Modifier.isAbstract(implementation.getModifiers()))
                                .isFalse();
                    }
                }
            }
        }
    }
}
