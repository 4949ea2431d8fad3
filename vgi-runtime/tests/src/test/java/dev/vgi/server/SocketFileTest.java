package dev.vgi.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.vgi.Code;
import dev.vgi.VgiException;
import dev.vgi.client.Client;
import dev.vgi.client.connect.Vgi;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is at the path of a unix socket before a server listens there, while it does, and after. */
class SocketFileTest {
    @TempDir
    Path folder;

    private static Server.Builder server(Path path) {
        return Server.builder().host(Sample.class, new SampleService()).unix(path);
    }

    private static VgiException refusal(Path path) {
        return catchThrowableOfType(VgiException.class, () -> server(path).start());
    }

    private static void assertServes(Path path) {
        try (Server server = server(path).start();
                Client client = Vgi.connect(server.addresses().get(0))) {
            assertThat(client.proxy(Sample.class).add(1, 2)).isEqualTo(3);
        }
    }

    @Test
    void regularFile_isKept() throws IOException {
        Path file = Files.writeString(folder.resolve("precious"), "data");
        assertThat(refusal(file))
                .returns(Code.FAILED_PRECONDITION, VgiException::code)
                .hasMessageContaining("there is a file, expected nothing, or a socket that a dead server left");
        assertThat(file).hasContent("data");
    }

    @Test
    void directory_isKept() throws IOException {
        Path directory = Files.createDirectory(folder.resolve("directory"));
        assertThat(refusal(directory)).hasMessageContaining("there is a directory");
        assertThat(directory).isDirectory();
    }

    @ParameterizedTest
    @ValueSource(strings = {"precious", "dead", "missing"})
    void link_isKept_whateverItPointsTo(String target) throws IOException {
        Files.writeString(folder.resolve("precious"), "data");
        abandon(folder.resolve("dead"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), folder.resolve(target));
        assertThat(refusal(link)).hasMessageContaining("there is a symbolic link");
        assertThat(link).isSymbolicLink();
        assertThat(folder.resolve("precious")).hasContent("data");
        assertThat(folder.resolve("dead")).exists();
    }

    @Test
    void pipe_isKept() throws Exception {
        Path pipe = folder.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        assertThat(refusal(pipe)).hasMessageContaining("there is something that is no socket");
        assertThat(pipe).exists();
    }

    private static void abandon(Path path) throws IOException {
        try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            dead.bind(UnixDomainSocketAddress.of(path));
        }
    }

    @Test
    void socketThatNobodyListensOn_isReplaced() throws IOException {
        Path dead = folder.resolve("dead");
        abandon(dead);
        assertThat(dead).exists();
        assertServes(dead);
        assertThat(dead).doesNotExist();
    }

    @Test
    void socketOfALiveServer_isKept_howeverBusyItIs() throws IOException {
        Path live = folder.resolve("live");
        try (ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
                SocketChannel first = SocketChannel.open(UnixDomainSocketAddress.of(bound(listener, live)))) {
            assertThat(first.isConnected()).isTrue();
            try (SocketChannel second = SocketChannel.open(StandardProtocolFamily.UNIX)) {
                // Fills the backlog where the first has not.
                second.configureBlocking(false);
                connect(second, live);
                assertThat(refusal(live))
                        .returns(Code.ALREADY_EXISTS, VgiException::code)
                        .hasMessageContaining("another server is listening on unix:" + live);
            }
        }
        assertThat(live).exists();
    }

    private static Path bound(ServerSocketChannel listener, Path path) throws IOException {
        listener.bind(UnixDomainSocketAddress.of(path), 1);
        return path;
    }

    private static void connect(SocketChannel channel, Path path) {
        try {
            channel.connect(UnixDomainSocketAddress.of(path));
        } catch (IOException e) {
            // The backlog is full.
        }
    }

    @Test
    void fileThatTookTheSocketsPlace_isKeptWhenTheServerCloses() throws IOException {
        Path path = folder.resolve("s");
        Server server = server(path).start();
        Files.delete(path);
        Files.writeString(path, "data");
        server.close();
        assertThat(path).hasContent("data");
    }

    @Test
    void socket_letsThisUserInAlone() throws IOException {
        Path path = folder.resolve("s");
        try (Server server = server(path).start()) {
            assertThat(server.addresses()).containsExactly("unix:" + path);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                    .isEqualTo("rw-------");
        }
        assertServes(path);
    }

    @ParameterizedTest
    @CsvSource({"660, rw-rw----", "0666, rw-rw-rw-", "700, rwx------"})
    void socketMode_letsOthersIn(String mode, String permissions) throws IOException {
        Path path = folder.resolve("s");
        try (Server server = server(path).socketMode(mode).start()) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                    .isEqualTo(permissions);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "6", "888", "rw-------", "1600", "-600"})
    void oddSocketMode_isRefused(String mode) {
        assertThatThrownBy(() -> Server.builder().socketMode(mode))
                .isInstanceOf(VgiException.class)
                .hasMessageContaining("socketMode is '" + mode + "', expected three octal digits");
    }
}
