package dev.vgi;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.vgi.client.Client;
import dev.vgi.connector.plan.SplitPlan;
import dev.vgi.server.Server;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The runtime is a house of floors: a package knows only what stands below it, and its neighbours on the same floor do
 * not know each other. Client and server stand side by side on what they share, and neither knows the other.
 */
class ArchitectureTest {
    private static final List<Set<String>> CORE = List.of(
            Set.of("dev.vgi"),
            Set.of("dev.vgi.arrow"),
            Set.of("dev.vgi.types", "dev.vgi.net"),
            Set.of("dev.vgi.protocol", "dev.vgi.service"),
            Set.of("dev.vgi.external"),
            Set.of("dev.vgi.http"),
            Set.of("dev.vgi.transport"));

    private static final List<Set<String>> CLIENT = List.of(
            Set.of("dev.vgi.client.http", "dev.vgi.client.stream"),
            Set.of("dev.vgi.client"),
            Set.of("dev.vgi.client.connect"));

    private static final List<Set<String>> CONNECTOR = List.of(
            Set.of("dev.vgi.connector.options"),
            Set.of("dev.vgi.connector.plan"),
            Set.of("dev.vgi.connector.exchange", "dev.vgi.connector.errors"));

    private static final List<Set<String>> SERVER = List.of(
            Set.of("dev.vgi.server.http.seal"),
            Set.of("dev.vgi.server.http.auth"),
            Set.of("dev.vgi.server.http", "dev.vgi.server.stream"),
            Set.of("dev.vgi.server"),
            Set.of("dev.vgi.server.inproc"));

    /** From the ground up; the server's floors begin beside the client's. */
    private static final Map<String, Integer> FLOOR = floors();

    /** The one way between two neighbours: a service is described in the protocol's terms. */
    private static final Map<String, String> NEIGHBOURS = Map.of("dev.vgi.service", "dev.vgi.protocol");

    private static final JavaClasses RUNTIME = new ClassFileImporter()
            .importUrls(Stream.of(VgiException.class, Client.class, Server.class, SplitPlan.class)
                    .map(type -> type.getProtectionDomain().getCodeSource().getLocation())
                    .toList());

    private static Map<String, Integer> floors() {
        var floors = new HashMap<String, Integer>();
        number(
                floors,
                0,
                Stream.of(CORE, CLIENT, CONNECTOR).flatMap(List::stream).toList());
        number(floors, CORE.size(), SERVER);
        return floors;
    }

    private static void number(Map<String, Integer> floors, int first, List<Set<String>> stories) {
        for (int i = 0; i < stories.size(); i++) {
            for (String name : stories.get(i)) {
                floors.put(name, first + i);
            }
        }
    }

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
    void clientAndServer_doNotKnowEachOther() {
        noClasses()
                .that()
                .resideInAnyPackage("dev.vgi.client..", "dev.vgi.connector..")
                .should()
                .dependOnClassesThat(resideInAPackage("dev.vgi.server.."))
                .check(RUNTIME);
        noClasses()
                .that()
                .resideInAPackage("dev.vgi.server..")
                .should()
                .dependOnClassesThat(resideInAnyPackage("dev.vgi.client..", "dev.vgi.connector.."))
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
    void jetty_staysBehindNetAndTheHttpServer() {
        noClasses()
                .that()
                .resideOutsideOfPackages("dev.vgi.net", "dev.vgi.server.http")
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
