package dev.vgi.transport;

import dev.vgi.Code;
import dev.vgi.VgiException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A segment of POSIX shared memory (specification, section 11): a header of 64 KiB with the table of the regions in
 * use, then the regions. On Linux it is a file in {@code /dev/shm}.
 *
 * <p>The table has no lock: both sides change it, each in its turn of the conversation only. What it says is checked,
 * because the other side may write anything. Not thread-safe.
 */
public final class SharedSegment implements AutoCloseable {
    /** The bytes before the first region. */
    public static final int HEADER = 64 << 10;

    private static final Path FOLDER = Path.of("/dev/shm");
    private static final Pattern NAME = Pattern.compile("/?([A-Za-z0-9_-][A-Za-z0-9_.-]{0,200})");
    private static final int MAGIC = 'V' | 'G' << 8 | 'I' << 16 | 'S' << 24;
    private static final int VERSION = 1;
    private static final int COUNT_AT = 16;
    private static final int TABLE_AT = 24;
    private static final int ENTRY = 16;
    private static final int MOST_REGIONS = (HEADER - TABLE_AT) / ENTRY;
    private static final @Nullable MethodHandle UNMAP = unmap();

    private static final Logger LOG = LoggerFactory.getLogger(SharedSegment.class);

    private final String name;
    private final boolean owned;

    /** Open for its length alone. No channel, which an interrupt would close. */
    private final RandomAccessFile file;

    private @Nullable MappedByteBuffer memory;

    private SharedSegment(String name, boolean owned, Path path, MappedByteBuffer memory) throws IOException {
        this.name = name;
        this.owned = owned;
        this.file = new RandomAccessFile(path.toFile(), "r");
        this.memory = memory;
        memory.order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Whether this system has shared memory that Java can map. */
    public static boolean isSupported() {
        return Files.isDirectory(FOLDER) && Files.isWritable(FOLDER);
    }

    /**
     * A segment of this many bytes that only this user can open; closing it removes its name. All of its memory is
     * claimed now, so that a full file system is an error here and not a crash later.
     */
    static SharedSegment create(int bytes) throws IOException {
        String name =
                "vgi_" + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
        Path file = FOLDER.resolve(name);
        var options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
        var mine = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        try (FileChannel channel = FileChannel.open(file, options, mine)) {
            ByteBuffer zeros = ByteBuffer.allocateDirect(1 << 20);
            while (channel.position() < bytes) {
                zeros.clear().limit((int) Math.min(zeros.capacity(), bytes - channel.position()));
                channel.write(zeros);
            }
            var segment = new SharedSegment(name, true, file, channel.map(FileChannel.MapMode.READ_WRITE, 0, bytes));
            segment.memory()
                    .putInt(0, MAGIC)
                    .putInt(4, VERSION)
                    .putLong(8, bytes - HEADER)
                    .putInt(COUNT_AT, 0);
            return segment;
        } catch (Throwable e) {
            Files.deleteIfExists(file);
            throw e;
        }
    }

    /**
     * The segment that a client names: a file of one name, which only its owner can write to.
     *
     * @param owners whose it may be
     * @throws VgiException INVALID_ARGUMENT where the name or what it names is no segment, and PERMISSION_DENIED where
     *     it is another's
     */
    static SharedSegment attach(String name, Set<UserPrincipal> owners) throws IOException {
        var matcher = NAME.matcher(name);
        if (!matcher.matches()) {
            throw VgiException.invalidArgument("'" + name + "' names no shared memory segment");
        }
        Path file = FOLDER.resolve(matcher.group(1));
        Object key = checkFile(name, file, owners);
        Set<OpenOption> options = Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
        try (FileChannel channel = FileChannel.open(file, options)) {
            if (!key.equals(checkFile(name, file, owners))) {
                throw refused(name, "changed while it was opened");
            }
            long bytes = channel.size();
            if (bytes <= HEADER || bytes > Integer.MAX_VALUE) {
                throw VgiException.invalidArgument("the shared memory segment '" + name + "' has " + bytes
                        + " bytes, expected " + (HEADER + 1) + " to " + Integer.MAX_VALUE);
            }
            var segment = new SharedSegment(name, false, file, channel.map(FileChannel.MapMode.READ_WRITE, 0, bytes));
            ByteBuffer header = segment.memory();
            if (header.getInt(0) != MAGIC || header.getInt(4) != VERSION || header.getLong(8) != bytes - HEADER) {
                segment.close();
                throw VgiException.invalidArgument("'" + name + "' is no shared memory segment of version 1");
            }
            return segment;
        }
    }

    /** Checks what a path names now, and gives what tells the file from others. */
    private static Object checkFile(String name, Path path, Set<UserPrincipal> owners) throws IOException {
        PosixFileAttributes file = Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (!file.isRegularFile()) {
            throw refused(name, "is no regular file");
        }
        if (!owners.contains(file.owner())) {
            throw refused(name, "belongs to " + file.owner().getName());
        }
        if (file.permissions().contains(PosixFilePermission.GROUP_WRITE)
                || file.permissions().contains(PosixFilePermission.OTHERS_WRITE)) {
            throw refused(name, "can be written to by others than its owner");
        }
        int links = (Integer) Files.getAttribute(path, "unix:nlink", LinkOption.NOFOLLOW_LINKS);
        if (links != 1) {
            throw refused(name, "has " + links + " names");
        }
        return Objects.requireNonNull(file.fileKey());
    }

    private static VgiException refused(String name, String found) {
        return VgiException.of(
                Code.PERMISSION_DENIED,
                "the shared memory segment '" + name + "' " + found
                        + ", expected a regular file of one name, which the client's or the server's user owns and no other"
                        + " can write to");
    }

    String name() {
        return name;
    }

    int bytes() {
        return memory().capacity();
    }

    /**
     * Finds a segment whose file the other side has made shorter: the JVM's own error for memory that is no longer
     * there comes late, in code that has nothing to do with it.
     *
     * @throws VgiException DATA_LOSS
     */
    void checkLength() throws IOException {
        long length = file.length();
        if (length < bytes()) {
            throw VgiException.dataLoss("the shared memory segment '" + name + "' was cut off: it has " + length
                    + " bytes, expected " + bytes());
        }
    }

    int regions() {
        int count = memory().getInt(COUNT_AT);
        if (count < 0 || count > MOST_REGIONS) {
            throw damaged(count + " regions, expected 0 to " + MOST_REGIONS);
        }
        return count;
    }

    /** The offset of a new region in the first gap that is large enough; -1 where there is none. */
    long allocate(long bytes) {
        int count = regions();
        if (count == MOST_REGIONS) {
            return -1;
        }
        long end = HEADER;
        int index = 0;
        while (index < count && offset(index) - end < bytes) {
            long length = length(index);
            if (offset(index) < end || length < 0 || length > bytes() - offset(index)) {
                throw damaged("a region of " + length + " bytes at " + offset(index));
            }
            end = offset(index) + length;
            index++;
        }
        if (index == count && bytes() - end < bytes) {
            return -1;
        }
        move(index, index + 1, count - index);
        memory().putLong(TABLE_AT + index * ENTRY, end).putLong(TABLE_AT + index * ENTRY + 8, bytes);
        memory().putInt(COUNT_AT, count + 1);
        return end;
    }

    /** Gives a region back; nothing where none begins there. */
    void free(long offset) {
        int count = regions();
        for (int index = 0; index < count; index++) {
            if (offset(index) == offset) {
                move(index + 1, index, count - index - 1);
                memory().putInt(COUNT_AT, count - 1);
                return;
            }
        }
    }

    /** Gives all regions back: between two calls none is in use. */
    void reset() {
        memory().putInt(COUNT_AT, 0);
    }

    /** The memory of a region. */
    ByteBuffer region(long offset, long length) {
        if (offset < HEADER || length < 0 || offset > bytes() || length > bytes() - offset) {
            throw VgiException.dataLoss("a pointer into shared memory names " + length + " bytes at " + offset
                    + ", expected a region within " + HEADER + " to " + bytes());
        }
        return memory().slice((int) offset, (int) length);
    }

    private long offset(int index) {
        return memory().getLong(TABLE_AT + index * ENTRY);
    }

    private long length(int index) {
        return memory().getLong(TABLE_AT + index * ENTRY + 8);
    }

    private void move(int from, int to, int entries) {
        byte[] moved = new byte[entries * ENTRY];
        memory().get(TABLE_AT + from * ENTRY, moved);
        memory().put(TABLE_AT + to * ENTRY, moved);
    }

    private VgiException damaged(String found) {
        return VgiException.dataLoss(
                "the table of the shared memory segment '" + name + "' is damaged: it has " + found);
    }

    private MappedByteBuffer memory() {
        if (memory == null) {
            throw new IllegalStateException("the shared memory segment is closed");
        }
        return memory;
    }

    /**
     * Removes the name of a segment of this side, and unmaps it. What is called afterwards fails, but a region that was
     * handed out before is memory that is no longer there. So {@link SharedBatches}, which alone has regions, keeps
     * none beyond its lock, and closes under that lock.
     */
    @Override
    public void close() {
        MappedByteBuffer mapped = memory;
        if (mapped == null) {
            return;
        }
        memory = null;
        if (owned) {
            try {
                Files.deleteIfExists(FOLDER.resolve(name));
            } catch (IOException e) {
                LOG.warn("the shared memory segment {} could not be removed: {}", FOLDER.resolve(name), e.toString());
            }
        }
        try {
            file.close();
            if (UNMAP != null) {
                UNMAP.invoke(mapped);
            }
        } catch (Throwable e) {
            // The garbage collector unmaps it later.
        }
    }

    /**
     * What unmaps a buffer, or null. Java 17 has no public way. Left to the garbage collector, the memory of a segment
     * whose name is gone would stay until a collection that nothing prompts, as a mapping takes no heap: a process that
     * opens and closes connections would fill {@code /dev/shm}.
     */
    private static @Nullable MethodHandle unmap() {
        try {
            Class<?> unsafe = Class.forName("sun.misc.Unsafe");
            var field = unsafe.getDeclaredField("theUnsafe");
            field.setAccessible(true);
            return MethodHandles.lookup()
                    .findVirtual(unsafe, "invokeCleaner", MethodType.methodType(void.class, ByteBuffer.class))
                    .bindTo(field.get(null));
        } catch (ReflectiveOperationException | RuntimeException e) {
            return null;
        }
    }
}
