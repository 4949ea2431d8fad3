package dev.vgi.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vgi.client.connect.Vgi;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A worker as a child process, on its standard input and output. */
class StandardStreamsTest {

    /** The child. */
    static final class Worker {
        public static void main(String[] args) throws InterruptedException {
            try (Server server = Server.builder()
                    .host(Sample.class, new SampleService())
                    .stdio()
                    .start()) {
                System.out.println("not part of the protocol");
                server.join();
            }
        }
    }

    private static String command() {
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return Stream.concat(
                        Stream.of(Path.of(System.getProperty("java.home"), "bin", "java")
                                .toString()),
                        List.of("--add-opens=java.base/java.nio=ALL-UNNAMED", "-cp", classPath, Worker.class.getName())
                                .stream())
                .map(word -> "'" + word + "'")
                .collect(Collectors.joining(" "));
    }

    @Test
    void whatTheProgramPrints_doesNotDisturbTheProtocol() {
        try (var client = Vgi.connect("cmd:" + command())) {
            Sample sample = client.proxy(Sample.class);

            assertThat(sample.add(40, 2)).isEqualTo(42);
            assertThat(sample.mirror(new Sample.Point(1, 2))).isEqualTo(new Sample.Point(2, 1));
            try (var points = sample.diagonal(2, 1)) {
                assertThat(points).containsExactly(new Sample.Point(0, 0), new Sample.Point(1, 1));
            }
        }
    }
}
