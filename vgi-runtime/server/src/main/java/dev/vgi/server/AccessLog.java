package dev.vgi.server;

import dev.vgi.VgiException;
import dev.vgi.protocol.CallObserver;
import dev.vgi.protocol.CallOutcome;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One line of JSON for each call, in the form that all vgi-rpc servers share (access-log-spec.md of the specification):
 * who called what, when, how long it took, how it ended and how much went in and out, and the caller's trace where a
 * {@code traceparent} tells of one. It holds no values of parameters, results or stream states; claims that sound like
 * credentials or tell of a person are only named, and URLs lose their credentials.
 *
 * <pre>{@code
 * try (AccessLog log = AccessLog.toFile(Path.of("access.jsonl"));
 *         Server server = Server.builder().interceptor(log)...start()) { ... }
 * }</pre>
 *
 * <p>A line is written before {@code close} of the server returns, and is lost where it cannot be written, which is
 * logged. Thread-safe. Two processes must not share a file.
 */
public final class AccessLog implements ServerInterceptor, AutoCloseable {
    /** The name of the logger, and what each line says in {@code logger}. */
    public static final String LOGGER = "vgi_rpc.access";

    private static final Logger LOG = LoggerFactory.getLogger(AccessLog.class);

    private final Destination destination;

    private AccessLog(Destination destination) {
        this.destination = destination;
    }

    /** Where lines go. */
    private interface Destination extends AutoCloseable {
        void write(String line) throws IOException;

        @Override
        void close() throws IOException;
    }

    /**
     * Appends to a file, which is made where there is none. It is not rotated: let a tool rename it and start a new
     * process, or use {@link #toLogger()} with a logging library that rotates.
     *
     * @throws VgiException INVALID_ARGUMENT where the file cannot be opened
     */
    public static AccessLog toFile(Path file) {
        try {
            FileChannel channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
            return new AccessLog(new FileDestination(channel));
        } catch (IOException e) {
            throw VgiException.invalidArgument("cannot write the access log " + file + ": " + e);
        }
    }

    /** Hands each line to the SLF4J logger {@value #LOGGER}, at level INFO. */
    public static AccessLog toLogger() {
        return new AccessLog(new LoggerDestination(LoggerFactory.getLogger(LOGGER)));
    }

    @Override
    public CallObserver intercept(ServerCall call) {
        return new CallObserver() {
            @Override
            public void ended(CallOutcome outcome) {
                try {
                    destination.write(AccessRecord.line(call, outcome));
                } catch (IOException e) {
                    LOG.warn("a line of the access log is lost", e);
                }
            }
        };
    }

    /** Closes the file. Close the server first: calls that end later are not logged. */
    @Override
    public void close() {
        try {
            destination.close();
        } catch (IOException e) {
            LOG.warn("the access log was not closed", e);
        }
    }

    private record LoggerDestination(Logger logger) implements Destination {
        @Override
        public void write(String line) {
            logger.info(line);
        }

        @Override
        public void close() {}
    }

    private static final class FileDestination implements Destination {
        private final FileChannel channel;
        private final AtomicBoolean closed = new AtomicBoolean();

        private FileDestination(FileChannel channel) {
            this.channel = channel;
        }

        @Override
        public synchronized void write(String line) throws IOException {
            if (closed.get()) {
                return;
            }
            ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        }

        @Override
        public synchronized void close() throws IOException {
            closed.set(true);
            channel.close();
        }
    }
}
