package dev.vgi.arrow;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;

/** Reads how much memory the process may hold outside of its heap. */
public final class DirectMemory {
    private DirectMemory() {}

    /**
     * Returns the number of bytes that {@code -XX:MaxDirectMemorySize} allows; where it is not set, the maximum size of
     * the heap.
     */
    public static long mostBytes() {
        var diagnostics = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
        long option = diagnostics == null
                ? 0
                : Long.parseLong(diagnostics.getVMOption("MaxDirectMemorySize").getValue());
        return option > 0 ? option : Runtime.getRuntime().maxMemory();
    }
}
