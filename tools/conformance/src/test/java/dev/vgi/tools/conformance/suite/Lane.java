package dev.vgi.tools.conformance.suite;

import dev.vgi.testing.PythonReference;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.DynamicTest;
import org.opentest4j.AssertionFailedError;
import org.xml.sax.SAXException;

/** What {@code tools/conformance/suite/run} left behind of one lane. */
final class Lane {
    private static final Path HOME = Path.of(System.getProperty("vgi.home"), "tools", "conformance");

    private final String name;
    private final Path reports;
    private final int status;
    private final String output;

    private Lane(String name, Path reports, int status, String output) {
        this.name = name;
        this.reports = reports;
        this.status = status;
        this.output = output;
    }

    /** Runs all parts of a lane; its table of totals is printed. */
    static Lane run(String name, PythonReference reference) {
        Path reports = HOME.resolve("target/suite");
        var runner = new ProcessBuilder(
                        reference.python(), HOME.resolve("suite/run").toString(), name, "--reports", reports.toString())
                .redirectErrorStream(true);
        runner.environment().put("VGI_PYTHON_SUITE", reference.python());
        try {
            Process process = runner.start();
            try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
                var output = new StringBuilder();
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    System.out.println(line);
                    output.append(line).append('\n');
                }
                return new Lane(name, reports, process.waitFor(), output.toString());
            } finally {
                process.descendants().forEach(ProcessHandle::destroy);
                process.destroy();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the lane " + name + " ran", e);
        }
    }

    /** The parts that are expected, whether they left a report or not. */
    List<String> parts() {
        return List.copyOf(Expected.totals().get(name).keySet());
    }

    /** The cases of a part that were not skipped; none where it left no report. */
    List<Case> cases(String part) {
        Path report = reports.resolve(name + "-" + part + ".xml");
        try {
            return Files.exists(report)
                    ? Case.of(DocumentBuilderFactory.newInstance()
                            .newDocumentBuilder()
                            .parse(report.toFile()))
                    : List.of();
        } catch (IOException | SAXException | ParserConfigurationException e) {
            throw new IllegalStateException("cannot read " + report, e);
        }
    }

    /** A failing test where the totals are not the expected ones. */
    Optional<DynamicTest> complaint() {
        return status == 0
                ? Optional.empty()
                : Optional.of(DynamicTest.dynamicTest(name + ": totals", () -> {
                    throw new AssertionFailedError(output);
                }));
    }
}
