package dev.vgi.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.apache.spark.sql.SparkSession;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** A Spark of two threads in this JVM, for all tests. After each test no byte of off-heap memory may be in use. */
final class LocalSpark implements ParameterResolver, AfterEachCallback {
    /** The one of this JVM, or a new one where a test has stopped it. */
    static SparkSession session() {
        return session("local[2]");
    }

    /** One with another master, where the last was stopped. */
    static SparkSession session(String master) {
        return SparkSession.builder()
                .master(master)
                .appName("vgi-tests")
                .config("spark.ui.enabled", "false")
                .config("spark.sql.shuffle.partitions", "2")
                .config("spark.sql.session.timeZone", "UTC")
                .config("spark.sql.warehouse.dir", "target/spark-warehouse")
                .getOrCreate();
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == SparkSession.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return session();
    }

    /** Tasks end a moment after the action that started them. */
    @Override
    public void afterEach(ExtensionContext context) {
        Awaitility.await("all off-heap memory is free")
                .atMost(Duration.ofSeconds(20))
                .untilAsserted(
                        () -> assertThat(ProcessMemory.get().allocatedBytes()).isZero());
    }
}
