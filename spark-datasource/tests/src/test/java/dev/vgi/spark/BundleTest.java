package dev.vgi.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vgi.testing.BundleJar;
import org.junit.jupiter.api.Test;

/** The jar that a user drops into Spark: what it brings, and what it leaves to Spark. */
class BundleTest {
    private static final BundleJar BUNDLE = BundleJar.of("vgi.spark.bundle");

    @Test
    void bundle_holdsTheDataSourceTheRuntimeAndItsJetty() {
        assertThat(BUNDLE.entries())
                .contains(
                        "dev/vgi/spark/package-info.class",
                        "dev/vgi/VgiException.class",
                        "dev/vgi/shaded/jetty/client/HttpClient.class",
                        "META-INF/LICENSE",
                        "META-INF/NOTICE");
    }

    @Test
    void bundle_bringsNoClassOfAnyoneElsesPackagesButTheNullnessAnnotations() {
        assertThat(BUNDLE.entries())
                .filteredOn(name -> name.endsWith(".class"))
                .isNotEmpty()
                .allMatch(name -> name.startsWith("dev/vgi/") || name.startsWith("org/jspecify/"));
    }

    @Test
    void services_areNamedAsTheyWereRelocated() throws Exception {
        BUNDLE.assertServicesAreRelocated();
    }
}
