package dev.vgi.spark;

import dev.vgi.arrow.Memory;
import org.jspecify.annotations.Nullable;

/** The off-heap memory of this process's streams: one for each driver and executor, made on first use, never closed. */
final class ProcessMemory {
    private static @Nullable Memory memory;

    private ProcessMemory() {}

    /** The memory, whose first use says what the JVM must allow. */
    static synchronized Memory get() {
        if (memory == null) {
            memory = Memory.create();
        }
        return memory;
    }
}
