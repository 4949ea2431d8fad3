package dev.vgi.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/**
 * The published reference implementation, as a peer: a Python interpreter with {@code vgi-rpc}. It is the one that
 * {@code VGI_PYTHON} names, or a virtual environment that is made below the user's cache folder on first use from any
 * Python 3.13 or newer.
 */
public final class PythonReference {
    /** The release that the project is built against. */
    public static final String VERSION = "0.52.2";

    private final Path python;

    private PythonReference(Path python) {
        this.python = python;
    }

    /** The reference. Where the machine has no Python 3.13, the test is skipped, and under CI it fails. */
    public static PythonReference require() {
        return release("mtls-" + VERSION, VERSION, "VGI_PYTHON", "cli,conformance,external,http,mtls");
    }

    /**
     * An older release, with its conformance worker; skipped and failing likewise. {@code VGI_PYTHON_0_42_3} names an
     * interpreter that has 0.42.3.
     */
    public static PythonReference require(String version) {
        return release(version, version, "VGI_PYTHON_" + version.replace('.', '_'), "conformance,http");
    }

    /** The reference with its own S3 storage; skipped and failing likewise. */
    public static PythonReference withS3() {
        return release("s3-" + VERSION, VERSION, "VGI_PYTHON_S3", "external,http,s3");
    }

    /** The reference with what its published suites are run by; skipped and failing likewise. */
    public static PythonReference withSuites() {
        String extras = "cli,conformance,external,http,mtls,oauth";
        return release("suite-" + VERSION, VERSION, "VGI_PYTHON_SUITE", extras, "pytest==9.*", "pytest-timeout==2.*");
    }

    private static PythonReference release(
            String name, String version, String variable, String extras, String... more) {
        var packages = new ArrayList<>(List.of("vgi-rpc[" + extras + "]==" + version));
        packages.addAll(List.of(more));
        return environment("reference-" + name, variable, 13, packages)
                .map(PythonReference::new)
                .orElseThrow(() ->
                        missing("Python 3.13 or newer (set " + variable + " to one that has vgi-rpc " + version + ")"));
    }

    /**
     * The interpreter of a virtual environment with these packages, made on first use.
     *
     * @param name the environment's folder below the cache
     * @param variable an environment variable that names an interpreter to use instead
     * @param minor the oldest Python 3 minor version that will do
     */
    public static Optional<Path> environment(String name, String variable, int minor, List<String> packages) {
        String given = System.getenv(variable);
        if (given != null && !given.isEmpty()) {
            return Optional.of(Path.of(given));
        }
        Path folder = cache().resolve(name);
        Path python = folder.resolve("bin/python");
        try {
            Files.createDirectories(folder.getParent());
            try (var channel = FileChannel.open(
                            folder.resolveSibling(name + ".lock"),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE);
                    var lock = channel.lock()) {
                Path ready = folder.resolve("ready");
                if (lock.isValid() && Files.notExists(ready)) {
                    Optional<String> base = interpreter(minor);
                    if (base.isEmpty()) {
                        return Optional.empty();
                    }
                    run(List.of(base.get(), "-m", "venv", "--clear", folder.toString()));
                    var install = new ArrayList<>(List.of(python.toString(), "-m", "pip", "install", "-q"));
                    install.addAll(packages);
                    run(install);
                    Files.createFile(ready);
                }
            }
            return Optional.of(python);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Fails the test under CI, where everything must run, and skips it elsewhere. */
    public static RuntimeException missing(String what) {
        if ("true".equals(System.getenv("VGI_CI"))) {
            return Assertions.<RuntimeException>fail("this test needs " + what + ", and under CI it must run");
        }
        return Assumptions.<RuntimeException>abort("this test needs " + what);
    }

    /** The interpreter. */
    public String python() {
        return python.toString();
    }

    /** A script that the packages installed, such as {@code vgi-rpc-conformance}. */
    public String script(String name) {
        return python.resolveSibling(name).toString();
    }

    /** Starts {@code python arguments...} and waits for its address. */
    public Peer start(String... arguments) {
        var command = new ArrayList<>(List.of(python(), "-u"));
        command.addAll(List.of(arguments));
        return Peer.start(command);
    }

    /** Where what tests download or build stays between runs. */
    static Path cache() {
        String home = System.getenv("XDG_CACHE_HOME");
        Path base = home == null || home.isEmpty() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(home);
        return base.resolve("vgi-tests");
    }

    private static Optional<String> interpreter(int minor) throws IOException {
        var candidates = new ArrayList<String>();
        for (int version = 14; version >= minor; version--) {
            candidates.add("python3." + version);
        }
        candidates.add("python3");
        Path pyenv = Path.of(System.getProperty("user.home"), ".pyenv", "versions");
        if (Files.isDirectory(pyenv)) {
            try (Stream<Path> versions = Files.list(pyenv)) {
                versions.sorted((a, b) -> b.compareTo(a))
                        .map(version -> version.resolve("bin/python").toString())
                        .forEach(candidates::add);
            }
        }
        String check = "import sys; sys.exit(not (3, " + minor + ") <= sys.version_info < (3, 15))";
        return candidates.stream()
                .filter(candidate -> exitCode(List.of(candidate, "-c", check)) == 0)
                .findFirst();
    }

    private static int exitCode(List<String> command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(20, TimeUnit.SECONDS) ? process.exitValue() : -1;
        } catch (IOException e) {
            return -1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return -1;
        }
    }

    private static void run(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new IllegalStateException(String.join(" ", command) + " failed:\n" + output);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }
}
