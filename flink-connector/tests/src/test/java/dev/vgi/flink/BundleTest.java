package dev.vgi.flink;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Modifier;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;

/** The jar that a user drops into Flink: what it brings, and what it leaves to Flink. */
class BundleTest {
    private static final Path BUNDLE = Path.of(System.getProperty("vgi.flink.bundle"));

    @Test
    void bundle_holdsTheConnectorTheRuntimeAndWhatTheyNeed() throws IOException {
        assertThat(entries())
                .contains(
                        "dev/vgi/flink/package-info.class",
                        "dev/vgi/VgiException.class",
                        "dev/vgi/shaded/jetty/client/HttpClient.class",
                        "dev/vgi/shaded/arrow/vector/IntVector.class",
                        "dev/vgi/shaded/arrow/memory/unsafe/DefaultAllocationManagerFactory.class",
                        "dev/vgi/shaded/jackson/databind/ObjectMapper.class",
                        "dev/vgi/shaded/lz4/lz4/LZ4Factory.class",
                        "META-INF/LICENSE",
                        "META-INF/NOTICE");
    }

    @Test
    void bundle_bringsNothingUnderAnotherNameButNullnessAnnotationsAndZstd() throws IOException {
        assertThat(entries())
                .filteredOn(name -> name.endsWith(".class"))
                .isNotEmpty()
                .allMatch(name -> name.startsWith("dev/vgi/")
                        || name.startsWith("org/jspecify/")
                        || name.startsWith("com/github/luben/zstd/"));
    }

    @Test
    void services_areNamedAsTheyWereRelocated() throws Exception {
        List<String> services = entries().stream()
                .filter(name -> name.startsWith("META-INF/services/dev.vgi.shaded."))
                .toList();
        assertThat(services).isNotEmpty();
        try (var loader = new URLClassLoader(
                        new URL[] {BUNDLE.toUri().toURL()}, getClass().getClassLoader());
                var jar = new JarFile(BUNDLE.toFile())) {
            for (String service : services) {
                Class<?> type = loader.loadClass(service.substring("META-INF/services/".length()));
                try (var lines = jar.getInputStream(jar.getEntry(service))) {
                    for (String provider :
                            new String(lines.readAllBytes()).lines().toList()) {
                        Class<?> implementation = loader.loadClass(provider);
                        assertThat(implementation).isAssignableTo(type);
                        assertThat(Modifier.isAbstract(implementation.getModifiers()))
                                .isFalse();
                    }
                }
            }
        }
    }

    private static List<String> entries() throws IOException {
        try (var jar = new JarFile(BUNDLE.toFile())) {
            return jar.stream().map(ZipEntry::getName).toList();
        }
    }
}
