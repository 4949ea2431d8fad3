package dev.vgi.storage;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.junit.jupiter.api.Test;

/** A store knows the SPI and its own SDK, and nobody else's. */
class ArchitectureTest {
    private static final JavaClasses STORAGE = new ClassFileImporter()
            .importUrl(S3Storage.class.getProtectionDomain().getCodeSource().getLocation());

    @Test
    void ofTheRuntime_onlyTheStorageInterfaceIsKnown() {
        classes()
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                        "java..",
                        "org.slf4j",
                        "org.jspecify.annotations",
                        "dev.vgi",
                        "dev.vgi.net",
                        "dev.vgi.external",
                        "dev.vgi.storage",
                        "software.amazon.awssdk..",
                        "com.google.."))
                .check(STORAGE);
    }

    @Test
    void amazonsSdk_isForS3Alone() {
        noClasses()
                .that()
                .haveNameNotMatching("dev\\.vgi\\.storage\\.S3.*")
                .should()
                .dependOnClassesThat(resideInAnyPackage("software.amazon.."))
                .check(STORAGE);
    }

    @Test
    void googlesSdk_isForGcsAlone() {
        noClasses()
                .that()
                .haveNameNotMatching("dev\\.vgi\\.storage\\.Gcs.*")
                .should()
                .dependOnClassesThat(resideInAnyPackage("com.google.."))
                .check(STORAGE);
    }
}
