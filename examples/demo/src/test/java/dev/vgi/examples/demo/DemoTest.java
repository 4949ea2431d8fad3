package dev.vgi.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DemoTest {
    private final PrintStream standardOutput = System.out;
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    @BeforeEach
    void catchOutput() {
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void restoreOutput() {
        System.setOut(standardOutput);
    }

    @Test
    void demo_findsWhatPlainJavaFinds() {
        int status = Demo.run();

        String report = printed.toString(StandardCharsets.UTF_8);
        assertThat(report).contains("All answers are the same.").doesNotContain("differs");
        assertThat(report.lines().filter(line -> line.stripTrailing().endsWith("  same")))
                .hasSize(10);
        assertThat(report.lines().filter(line -> line.contains("200,000"))).hasSize(4);
        assertThat(status).isZero();
    }

    @Test
    void workerThatDoesNotStart_endsTheDemoWithStatusOne() {
        assertThat(Demo.run("--worker", "python", "--python", "/no/such/python"))
                .isEqualTo(1);
    }
}
