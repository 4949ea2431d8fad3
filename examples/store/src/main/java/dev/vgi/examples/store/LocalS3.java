package dev.vgi.examples.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;
import org.jspecify.annotations.Nullable;

/**
 * Runs an S3 server on the loopback address. It checks every signature, so that what works here works against S3: a
 * request that is anonymous, altered or late gets 403. Objects are files in a temporary folder, which is deleted with
 * the server.
 *
 * <p>For the demo, tests and benchmarks; it is not meant for production.
 */
public final class LocalS3 implements AutoCloseable {
    /** The access key that it knows. */
    public static final String ACCESS_KEY = "local-access-key";

    /** The secret that belongs to {@link #ACCESS_KEY}. */
    public static final String SECRET_KEY = "local-secret-key";

    /** It takes any region; requests must be signed for one. */
    public static final String REGION = "us-east-1";

    private static final long LARGEST_REQUEST = 1L << 30;

    private final S3Proxy server;
    private final FilesystemNio2BlobStore objects;
    private final Path folder;

    private LocalS3(S3Proxy server, FilesystemNio2BlobStore objects, Path folder) {
        this.server = server;
        this.objects = objects;
        this.folder = folder;
    }

    /**
     * Starts a server with one empty bucket.
     *
     * @param port where it listens on 127.0.0.1; 0 for a free port
     */
    public static LocalS3 start(int port, String bucket) {
        try {
            Path folder = Files.createTempDirectory("local-s3-");
            var objects = new FilesystemNio2BlobStore(folder.toString());
            S3Proxy server = S3Proxy.builder()
                    .blobStore(objects)
                    .endpoint(URI.create("http://127.0.0.1:" + port))
                    .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, ACCESS_KEY, SECRET_KEY)
                    .v4MaxNonChunkedRequestSize(LARGEST_REQUEST)
                    .maxSinglePartObjectSize(LARGEST_REQUEST)
                    .stopTimeout(0)
                    .build();
            server.start();
            var started = new LocalS3(server, objects, folder);
            started.createBucket(bucket);
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (Exception e) {
            throw new IllegalStateException("no S3 server on 127.0.0.1:" + port, e);
        }
    }

    /** Creates one more bucket. */
    public void createBucket(String name) {
        objects.createContainer(name);
    }

    /** Returns where it listens: {@code http://127.0.0.1:port}. A bucket is the first part of the path. */
    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getPort());
    }

    @Override
    public void close() {
        try {
            server.stop();
            objects.close();
            Files.walkFileTree(folder, new Deletion());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (Exception e) {
            throw new IllegalStateException("the S3 server did not stop", e);
        }
    }

    /**
     * Runs {@code LocalS3 [PORT [BUCKET]]}: serves until the process ends, and prints {@code PORT:<n>} once it listens.
     * The default is a free port and the bucket {@code vgi}.
     */
    public static void main(String[] arguments) throws InterruptedException {
        int port = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 0;
        LocalS3 server = start(port, arguments.length > 1 ? arguments[1] : "vgi");
        Runtime.getRuntime().addShutdownHook(new Thread(server::close, "close-store"));
        System.out.println("PORT:" + server.endpoint().getPort());
        Thread.currentThread().join();
    }

    private static final class Deletion extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure) throws IOException {
            Files.delete(folder);
            return FileVisitResult.CONTINUE;
        }
    }
}
