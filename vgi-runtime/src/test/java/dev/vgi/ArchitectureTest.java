package dev.vgi;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.stream.Collectors.toUnmodifiableMap;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The runtime is a house of floors: a package knows only what stands below it, and its neighbours on the same floor do
 * not know each other.
 */
class ArchitectureTest {

    /** From the ground up. */
    private static final List<Set<String>> FLOORS = List.of(
            Set.of("dev.vgi"),
            Set.of("dev.vgi.arrow"),
            Set.of("dev.vgi.types", "dev.vgi.net"),
            Set.of("dev.vgi.protocol", "dev.vgi.service"),
            Set.of("dev.vgi.external"),
            Set.of("dev.vgi.http", "dev.vgi.transport"),
            Set.of("dev.vgi.client", "dev.vgi.server"),
            Set.of("dev.vgi.connect"));

    /** The one way between two neighbours: a service is described in the protocol's terms. */
    private static final Map<String, String> NEIGHBOURS = Map.of("dev.vgi.service", "dev.vgi.protocol");

    private static final Map<String, Integer> FLOOR = IntStream.range(0, FLOORS.size())
            .boxed()
            .flatMap(floor -> FLOORS.get(floor).stream().map(name -> Map.entry(name, floor)))
            .collect(toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));

    private static final JavaClasses RUNTIME = new ClassFileImporter()
            .importUrl(VgiException.class.getProtectionDomain().getCodeSource().getLocation());

    static Stream<String> packages() {
        return FLOOR.keySet().stream().sorted();
    }

    @ParameterizedTest
    @MethodSource("packages")
    void package_knowsOnlyWhatStandsBelowIt(String name) {
        String[] outOfReach = packages()
                .filter(other -> !other.equals(name))
                .filter(other -> FLOOR.get(other) >= FLOOR.get(name))
                .filter(other -> !other.equals(NEIGHBOURS.get(name)))
                .toArray(String[]::new);
        noClasses()
                .that()
                .resideInAPackage(name)
                .should()
                .dependOnClassesThat(resideInAnyPackage(outOfReach))
                .allowEmptyShould(true)
                .check(RUNTIME);
    }

    @Test
    void everyClass_hasItsFloor() {
        classes()
                .should()
                .resideInAnyPackage(FLOOR.keySet().toArray(String[]::new))
                .check(RUNTIME);
    }

    @Test
    void packages_haveNoCycles() {
        slices().matching("dev.vgi.(**)").should().beFreeOfCycles().check(RUNTIME);
    }

    @Test
    void arrowMemory_isTheApplicationsChoice() {
        noClasses()
                .should()
                .dependOnClassesThat(resideInAnyPackage(
                        "org.apache.arrow.memory.netty..", "org.apache.arrow.memory.unsafe..", "io.netty.."))
                .check(RUNTIME);
    }

    @Test
    void unsafe_isLeftAlone() {
        noClasses()
                .should()
                .dependOnClassesThat(resideInAnyPackage("sun..", "jdk.internal.."))
                .check(RUNTIME);
    }

    @Test
    void engines_areUnknown() {
        noClasses()
                .should()
                .dependOnClassesThat(resideInAnyPackage("org.apache.spark..", "org.apache.flink..", "scala.."))
                .check(RUNTIME);
    }

    @Test
    void jetty_staysBehindNetAndHttp() {
        noClasses()
                .that()
                .resideOutsideOfPackages("dev.vgi.net", "dev.vgi.http")
                .should()
                .dependOnClassesThat(resideInAPackage("org.eclipse.jetty.."))
                .check(RUNTIME);
    }

    /** Flink has SLF4J 1.7: the fluent calls of 2.0 do not exist there. */
    @Test
    void logging_keepsToTheCallsOfSlf4j17() {
        noClasses()
                .should()
                .dependOnClassesThat(resideInAnyPackage("org.slf4j.spi", "org.slf4j.event"))
                .check(RUNTIME);
    }
}
