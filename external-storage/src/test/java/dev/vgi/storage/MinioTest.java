package dev.vgi.storage;

import dev.vgi.testing.GoServer;
import org.junit.jupiter.api.Tag;

/** An S3 server that people run. */
@Tag("stores")
class MinioTest extends StorageSuite {
    private static final String ACCESS_KEY = "minio-access-key";
    private static final String SECRET_KEY = "minio-secret-key";

    @Override
    StoreUnderTest start() {
        GoServer server = GoServer.minio(ACCESS_KEY, SECRET_KEY);
        var store = new S3Store(server, server.endpoint(), ACCESS_KEY, SECRET_KEY);
        store.owner().createBucket(request -> request.bucket(StoreUnderTest.BUCKET));
        return store;
    }
}
