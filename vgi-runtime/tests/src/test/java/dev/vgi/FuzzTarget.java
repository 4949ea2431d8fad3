package dev.vgi;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.vgi.testing.PythonReference;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Something that reads what strangers send. Every input has to end the same way, soon and within bounds: with a result
 * or with a {@link VgiException} that says whose fault it is. Counts the inputs, and says how many there were.
 */
public final class FuzzTarget {
    private static final Path FOLDER = Path.of("target", "fuzzing");
    private static final Duration LONGEST = Duration.ofMinutes(5);
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final String name;
    private final long mostHeap;
    private volatile byte[] current;
    private volatile long since;
    private long first;
    private long inputs;

    /** @param mostHeap the bytes that one input may make this side allocate on the heap */
    public FuzzTarget(String name, long mostHeap) {
        this.name = name;
        this.mostHeap = mostHeap;
    }

    /** What is done with an input. */
    @FunctionalInterface
    public interface Attempt {
        void run() throws IOException;
    }

    /** Takes on one input. */
    public void run(byte[] input, Attempt attempt) throws IOException {
        if (inputs++ == 0) {
            start();
        }
        since = System.nanoTime();
        current = input;
        long allocated = allocatedBy(attempt);
        // The first times load classes.
        for (int again = 0; allocated > mostHeap && again < 3; again++) {
            allocated = allocatedBy(attempt);
        }
        assertThat(allocated)
                .as("bytes allocated on the heap for an input of %s bytes", input.length)
                .isLessThanOrEqualTo(mostHeap);
        current = null;
    }

    private static long allocatedBy(Attempt attempt) throws IOException {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        try {
            attempt.run();
        } catch (VgiException e) {
            expected(e);
        }
        return THREADS.getCurrentThreadAllocatedBytes() - before;
    }

    /** An error may be the sender's fault, or a limit's; not this side's. */
    public static void expected(VgiException e) {
        if (!e.isRemote() && (e.code() == Code.INTERNAL || e.code() == Code.UNKNOWN)) {
            throw new AssertionError("an error that does not say whose fault it is", e);
        }
    }

    /** Says how many inputs were tried; for {@code @AfterAll}. */
    public void report() throws IOException {
        if (isFuzzing() && inputs > 0) {
            String line = String.format(
                    Locale.ROOT,
                    "%s: %,d inputs in %d s",
                    name,
                    inputs,
                    TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - first));
            Files.createDirectories(FOLDER);
            Files.writeString(FOLDER.resolve(name + ".txt"), line + "\n");
            // Past the file that a test's standard output goes to, and so seen by whoever started the run.
            try (var terminal = new PrintStream(new FileOutputStream(FileDescriptor.err))) {
                terminal.println(line);
            }
        }
    }

    private void start() {
        first = System.nanoTime();
        Thread fuzzed = Thread.currentThread();
        var watch = new Thread(() -> watch(fuzzed), "fuzz-watch");
        watch.setDaemon(true);
        watch.start();
    }

    /** Nothing but the end of the process stops what hangs. */
    private void watch(Thread fuzzed) {
        try {
            while (true) {
                Thread.sleep(1000);
                byte[] input = current;
                if (input != null && System.nanoTime() - since > LONGEST.toNanos()) {
                    Files.createDirectories(FOLDER);
                    Path file = Files.write(FOLDER.resolve(name + "-hang"), input);
                    System.err.println(
                            name + ": an input takes more than " + LONGEST + ", see " + file.toAbsolutePath());
                    Arrays.stream(fuzzed.getStackTrace()).forEach(frame -> System.err.println("\tat " + frame));
                    Runtime.getRuntime().halt(70);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean isFuzzing() {
        return System.getenv("JAZZER_FUZZ") != null;
    }

    /** Where the fuzzer has no library for this machine there is nothing to run; for {@code @BeforeAll}. */
    public static void requireEngine() {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String os = system.contains("mac") ? "macos" : system.contains("win") ? "windows" : "linux";
        String machine = System.getProperty("os.arch").equals("aarch64") ? "aarch64" : "x86_64";
        String folder = "/com/code_intelligence/jazzer/driver/jazzer_driver_" + os + "_" + machine + "/";
        String file = System.mapLibraryName("jazzer_driver");
        if (isFuzzing() && FuzzTarget.class.getResource(folder + file) == null) {
            throw PythonReference.missing("jazzer's library for " + os + " on " + machine);
        }
    }
}
