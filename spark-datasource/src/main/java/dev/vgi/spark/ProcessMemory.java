package dev.vgi.spark;

import dev.vgi.Code;
import dev.vgi.VgiException;
import dev.vgi.arrow.Memory;
import org.jspecify.annotations.Nullable;

/** The off-heap memory of this process's streams: one for each driver and executor, made on first use, never closed. */
final class ProcessMemory {
    private static @Nullable Memory memory;

    private ProcessMemory() {}

    /** @throws VgiException FAILED_PRECONDITION where the JVM keeps Arrow from off-heap memory */
    static synchronized Memory get() {
        if (memory == null) {
            try {
                memory = Memory.create();
            } catch (LinkageError | RuntimeException e) {
                throw VgiException.of(
                        Code.FAILED_PRECONDITION,
                        "Arrow cannot use off-heap memory in this JVM. Start it with"
                                + " --add-opens=java.base/java.nio=ALL-UNNAMED, and Java 24 or newer also with"
                                + " --sun-misc-unsafe-memory-access=allow. spark-submit and PySpark do so; a plain JVM, a"
                                + " test runner or a notebook's kernel must be told",
                        e);
            }
        }
        return memory;
    }
}
