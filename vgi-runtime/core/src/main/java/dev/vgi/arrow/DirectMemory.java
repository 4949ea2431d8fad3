package dev.vgi.arrow;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;

/** What the process may hold outside of its heap. */
public final class DirectMemory {
    private DirectMemory() {}

    /** The bytes that {@code -XX:MaxDirectMemorySize} allows; where it does not say, as many as the heap may have. */
    public static long mostBytes() {
        var diagnostics = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
        long option = diagnostics == null
                ? 0
                : Long.parseLong(diagnostics.getVMOption("MaxDirectMemorySize").getValue());
        return option > 0 ? option : Runtime.getRuntime().maxMemory();
    }
}
