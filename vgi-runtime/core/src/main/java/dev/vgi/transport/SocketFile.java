package dev.vgi.transport;

import dev.vgi.Code;
import dev.vgi.VgiException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The file of a unix socket: nothing else at its path is ever removed. */
public final class SocketFile {
    private static final Logger LOG = LoggerFactory.getLogger(SocketFile.class);
    private static final int FILE_TYPE = 0xF000;
    private static final int SOCKET = 0xC000;

    private final Path path;
    private final @Nullable Object key;

    private SocketFile(Path path) throws IOException {
        this.path = path;
        this.key = key(path);
    }

    /**
     * Removes a socket that nobody listens on.
     *
     * @throws VgiException FAILED_PRECONDITION where something else is at the path, ALREADY_EXISTS where somebody
     *     listens
     */
    public static void removeStale(Path path) throws IOException {
        BasicFileAttributes attributes = attributes(path);
        if (attributes == null) {
            return;
        }
        if (!isSocket(path, attributes)) {
            throw VgiException.of(
                    Code.FAILED_PRECONDITION,
                    "cannot listen on unix:" + path + ": there is " + kind(attributes)
                            + ", expected nothing, or a socket that a dead server left. Remove it, or choose another path");
        }
        if (isListening(path) || isReplaced(attributes, attributes(path))) {
            throw VgiException.of(Code.ALREADY_EXISTS, "another server is listening on unix:" + path);
        }
        Files.deleteIfExists(path);
    }

    /**
     * Whether another server that starts as well has its own file there by now, which may have the key of the old one.
     */
    private static boolean isReplaced(BasicFileAttributes found, @Nullable BasicFileAttributes now) {
        return now != null
                && !(Objects.equals(found.fileKey(), now.fileKey())
                        && found.lastModifiedTime().equals(now.lastModifiedTime()));
    }

    /** The file that the listener was bound to just now, from now on with these permissions. */
    public static SocketFile bound(ServerSocketChannel listener, Path path, Set<PosixFilePermission> permissions)
            throws IOException {
        try {
            Files.setPosixFilePermissions(path, permissions);
            dropEarly(listener);
            return new SocketFile(path);
        } catch (UnsupportedOperationException e) {
            LOG.warn("{} keeps the permissions that the system has given it: its file system has none of POSIX", path);
            return new SocketFile(path);
        } catch (IOException e) {
            listener.close();
            Files.deleteIfExists(path);
            throw e;
        }
    }

    /** Removes the file, unless another one has its path by now. */
    public void remove() throws IOException {
        if (key != null && key.equals(key(path))) {
            Files.deleteIfExists(path);
        }
    }

    /** Hangs up on who came before the permissions were set, and might not have been let in by them. */
    private static void dropEarly(ServerSocketChannel listener) throws IOException {
        listener.configureBlocking(false);
        for (SocketChannel early = listener.accept(); early != null; early = listener.accept()) {
            early.close();
        }
    }

    private static @Nullable Object key(Path path) throws IOException {
        BasicFileAttributes attributes = attributes(path);
        return attributes == null ? null : attributes.fileKey();
    }

    private static @Nullable BasicFileAttributes attributes(Path path) throws IOException {
        try {
            return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    private static boolean isSocket(Path path, BasicFileAttributes attributes) throws IOException {
        if (!attributes.isOther()) {
            return false;
        }
        try {
            int mode = (Integer) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
            return (mode & FILE_TYPE) == SOCKET;
        } catch (UnsupportedOperationException | IllegalArgumentException e) {
            return true;
        }
    }

    private static String kind(BasicFileAttributes attributes) {
        if (attributes.isRegularFile()) {
            return "a file";
        }
        if (attributes.isDirectory()) {
            return "a directory";
        }
        return attributes.isSymbolicLink() ? "a symbolic link" : "something that is no socket";
    }

    /** Whether somebody listens, or it cannot be told; without waiting where the listener is busy. */
    private static boolean isListening(Path path) throws IOException {
        try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            probe.configureBlocking(false);
            probe.connect(UnixDomainSocketAddress.of(path));
            return true;
        } catch (ConnectException e) {
            return false;
        } catch (SocketException e) {
            LOG.debug("{} may have a listener: {}", path, e.getMessage());
            return true;
        }
    }
}
