package dev.vgi.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Both SDKs are the user's to add: without his, the error names the artifact. */
public class MissingLibraryTest {
    @ParameterizedTest
    @CsvSource({
        "S3Storage, awssdk, software.amazon.awssdk:s3",
        "S3Storage, awssdk/url-connection-client, software.amazon.awssdk:url-connection-client",
        "GcsStorage, com/google, com.google.cloud:google-cloud-storage"
    })
    void artifact_isNamed(String storage, String without, String artifact) throws Exception {
        try (var loader = new URLClassLoader(classPathWithout(without), ClassLoader.getPlatformClassLoader())) {
            Runnable builds = (Runnable) loader.loadClass(MissingLibraryTest.class.getName() + "$" + storage)
                    .getConstructor()
                    .newInstance();
            Throwable failure = catchThrowable(builds::run);
            assertThat(failure)
                    .hasMessageContaining(storage)
                    .hasMessageContaining("expected the artifact " + artifact + " (2.")
                    .hasMessageContaining("add it to your build");
            assertThat(failure.getClass().getName()).isEqualTo("dev.vgi.VgiException");
        }
    }

    /** What a user writes. */
    public static final class S3Storage implements Runnable {
        public S3Storage() {}

        @Override
        public void run() {
            dev.vgi.storage.S3Storage.builder()
                    .bucket("batches")
                    .region("eu-central-1")
                    .build()
                    .close();
        }
    }

    /** What a user writes. */
    public static final class GcsStorage implements Runnable {
        public GcsStorage() {}

        @Override
        public void run() {
            dev.vgi.storage.GcsStorage.builder().bucket("batches").build().close();
        }
    }

    private static URL[] classPathWithout(String part) throws Exception {
        List<URL> urls = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            if (!entry.contains(part)) {
                urls.add(new File(entry).toURI().toURL());
            }
        }
        return urls.toArray(URL[]::new);
    }
}
