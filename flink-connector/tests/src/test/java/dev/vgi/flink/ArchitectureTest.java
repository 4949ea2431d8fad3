package dev.vgi.flink;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The connector knows Flink and the runtime, and nothing that a cluster may lack. */
@Tag("any-line")
class ArchitectureTest {
    private static final JavaClasses CONNECTOR = new ClassFileImporter()
            .importUrl(VgiConnectorOptions.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation());

    @Test
    void columns_knowNothingOfTheRestOfTheConnector() {
        noClasses()
                .that()
                .resideInAPackage("dev.vgi.flink.columns")
                .should()
                .dependOnClassesThat(resideInAnyPackage("dev.vgi.flink", "dev.vgi.flink.source", "dev.vgi.flink.table"))
                .allowEmptyShould(true)
                .check(CONNECTOR);
    }

    @Test
    void inside_packagesHaveNoCycles() {
        slices().matching("dev.vgi.flink.(*)..").should().beFreeOfCycles().check(CONNECTOR);
    }

    @Test
    void connector_knowsNoOtherEngineAndNoPlanner() {
        noClasses()
                .should()
                .dependOnClassesThat(
                        resideInAnyPackage("org.apache.spark..", "org.apache.flink.table.planner..", "scala.."))
                .check(CONNECTOR);
    }

    /** Flink has SLF4J 1.7: the fluent calls of 2.0 do not exist there. */
    @Test
    void logging_keepsToTheCallsOfSlf4j17() {
        noClasses()
                .should()
                .dependOnClassesThat(resideInAnyPackage("org.slf4j.spi", "org.slf4j.event"))
                .check(CONNECTOR);
    }

    @Test
    void jetty_staysBehindTheRuntime() {
        noClasses()
                .should()
                .dependOnClassesThat(resideInAnyPackage("org.eclipse.jetty.."))
                .check(CONNECTOR);
    }
}
