package dev.vgi.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vgi.Code;
import dev.vgi.VgiException;
import dev.vgi.server.stream.Peer;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The table of regions that both sides of a connection change, and the memory that they name. */
@EnabledOnOs(OS.LINUX)
class SharedSegmentTest {
    private static final int BYTES = SharedSegment.HEADER + 1000;

    private SharedSegment segment;

    @BeforeEach
    void create() throws IOException {
        segment = SharedSegment.create(BYTES);
    }

    @AfterEach
    void close() {
        segment.close();
    }

    private static SharedSegment attach(String name) throws IOException {
        return SharedSegment.attach(name, Peer.related().users());
    }

    @Test
    void firstRegion_followsTheHeader() {
        assertThat(segment.allocate(100)).isEqualTo(SharedSegment.HEADER);
        assertThat(segment.allocate(100)).isEqualTo(SharedSegment.HEADER + 100);
        assertThat(segment.regions()).isEqualTo(2);
    }

    @Test
    void gap_isFilledFirst() {
        long first = segment.allocate(100);
        long second = segment.allocate(200);
        segment.allocate(300);
        segment.free(first);
        segment.free(second);

        assertThat(segment.allocate(300)).as("both gaps together").isEqualTo(first);
    }

    @Test
    void gapThatIsTooSmall_isPassedOver() {
        long first = segment.allocate(100);
        segment.allocate(100);
        segment.free(first);

        assertThat(segment.allocate(101)).isEqualTo(SharedSegment.HEADER + 200);
        assertThat(segment.allocate(100)).isEqualTo(first);
    }

    @Test
    void fullSegment_hasNoRegion() {
        assertThat(segment.allocate(1001)).isNegative();
        assertThat(segment.allocate(1000)).isPositive();
        assertThat(segment.allocate(1)).isNegative();
        segment.reset();
        assertThat(segment.allocate(1)).isPositive();
    }

    @Test
    void regionThatIsFreedTwice_isFreedOnce() {
        long first = segment.allocate(10);
        segment.allocate(10);
        segment.free(first);
        segment.free(first);
        assertThat(segment.regions()).isEqualTo(1);
    }

    @Test
    void bothSides_seeTheSame() throws IOException {
        long region = segment.allocate(8);
        segment.region(region, 8).putLong(42);
        try (SharedSegment other = attach(segment.name())) {
            assertThat(other.bytes()).isEqualTo(BYTES);
            assertThat(other.regions()).isEqualTo(1);
            assertThat(other.region(region, 8).getLong()).isEqualTo(42);
            other.free(region);
        }
        assertThat(segment.regions()).isZero();
    }

    @Test
    void name_goesWithItsOwner() throws IOException {
        Path file = Path.of("/dev/shm", segment.name());
        assertThat(Files.getPosixFilePermissions(file)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
        attach(segment.name()).close();
        assertThat(file).exists();
        segment.close();
        assertThat(file).doesNotExist();
    }

    @Test
    void closedSegment_isNotTouchedAgain() {
        segment.close();
        segment.close();
        assertThatThrownBy(() -> segment.allocate(1)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> segment.region(SharedSegment.HEADER, 1)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(segment::reset).isInstanceOf(IllegalStateException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "..", "../etc/passwd", "a/b", ".hidden", "nul\0"})
    void name_cannotLeadElsewhere(String name) {
        assertThatThrownBy(() -> attach(name)).isInstanceOfSatisfying(VgiException.class, e -> assertThat(e.code())
                .isEqualTo(Code.INVALID_ARGUMENT));
    }

    private void assertIsRefused(String name, String reason) {
        assertThatThrownBy(() -> attach(name))
                .isInstanceOfSatisfying(
                        VgiException.class, e -> assertThat(e.code()).isEqualTo(Code.PERMISSION_DENIED))
                .hasMessageContaining("'" + name + "' " + reason);
    }

    @Test
    void segmentThatOthersCanWriteTo_isRefused() throws IOException {
        Path file = Path.of("/dev/shm", segment.name());
        for (String permissions : List.of("rw--w----", "rw-----w-")) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
            assertIsRefused(segment.name(), "can be written to by others");
        }
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        attach(segment.name()).close();
    }

    @Test
    void segmentOfTwoNames_andALinkToOne_areRefused() throws IOException {
        Path file = Path.of("/dev/shm", segment.name());
        Path second = Path.of("/dev/shm", segment.name() + "-second");
        Files.createLink(second, file);
        try {
            assertIsRefused(segment.name(), "has 2 names");
        } finally {
            Files.delete(second);
        }
        Files.createSymbolicLink(second, file);
        try {
            assertIsRefused(second.getFileName().toString(), "is no regular file");
        } finally {
            Files.delete(second);
        }
    }

    @Test
    void segmentOfAnotherUser_isRefused() {
        assertThatThrownBy(() -> SharedSegment.attach(segment.name(), Set.of()))
                .isInstanceOfSatisfying(
                        VgiException.class, e -> assertThat(e.code()).isEqualTo(Code.PERMISSION_DENIED))
                .hasMessageContaining("belongs to ");
    }

    @Test
    void peerOfAUnixSocket_mayNameSegmentsOfItsUser() throws IOException {
        Path path = Files.createTempDirectory("vgi").resolve("s");
        try (ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            listener.bind(UnixDomainSocketAddress.of(path));
            try (SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(path));
                    SocketChannel server = listener.accept()) {
                assertThat(client.isConnected()).isTrue();
                SharedSegment.attach(segment.name(), Peer.of(server).users()).close();
            }
        } finally {
            Files.delete(path);
            Files.delete(path.getParent());
        }
    }

    @Test
    void otherFile_isNoSegment() throws IOException {
        Path file = Files.createTempFile(Path.of("/dev/shm"), "vgi_test", "");
        try {
            Files.write(file, new byte[BYTES]);
            assertThatThrownBy(() -> attach(file.getFileName().toString()))
                    .hasMessageContaining("no shared memory segment");
        } finally {
            Files.delete(file);
        }
    }

    @Test
    void regionOutsideTheSegment_isRefused() {
        assertThatThrownBy(() -> segment.region(0, 8)).hasMessageContaining("8 bytes at 0");
        assertThatThrownBy(() -> segment.region(BYTES - 7, 8)).isInstanceOf(VgiException.class);
        assertThatThrownBy(() -> segment.region(Long.MAX_VALUE, Long.MAX_VALUE)).isInstanceOf(VgiException.class);
    }

    @Test
    void damagedTable_isFound() throws IOException {
        try (FileChannel file = FileChannel.open(
                Path.of("/dev/shm", segment.name()), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            var header = file.map(FileChannel.MapMode.READ_WRITE, 0, SharedSegment.HEADER)
                    .order(ByteOrder.LITTLE_ENDIAN);
            header.putInt(16, 1_000_000);
            assertThatThrownBy(() -> segment.allocate(1)).hasMessageContaining("1000000 regions");
            header.putInt(16, 1).putLong(24, SharedSegment.HEADER).putLong(32, Long.MAX_VALUE);
            assertThatThrownBy(() -> segment.allocate(1)).hasMessageContaining("damaged");
        }
    }
}
