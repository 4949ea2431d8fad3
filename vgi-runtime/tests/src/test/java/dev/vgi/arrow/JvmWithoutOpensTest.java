package dev.vgi.arrow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vgi.VgiException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What a JVM is told that does not open {@code java.nio} to Arrow 18. */
class JvmWithoutOpensTest {
    @Test
    void create_inAJvmThatWasNotTold_namesTheSwitch() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Program.class.getName())
                .redirectErrorStream(true)
                .start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(printed).isEqualTo(3);
        assertThat(printed).contains("FAILED_PRECONDITION", "--add-opens=java.base/java.nio=ALL-UNNAMED");
    }

    /** Ends with status 3 where the memory cannot be made, and says why. */
    static final class Program {
        private Program() {}

        public static void main(String[] arguments) {
            try (Memory memory = Memory.create()) {
                System.out.println("made " + memory);
            } catch (VgiException e) {
                System.out.println(e.code() + " " + e.getMessage());
                System.exit(3);
            }
        }
    }
}
