package dev.vgi.storage;

import dev.vgi.examples.store.LocalS3;

/** An S3 server in this process, which checks signatures. */
class S3ProxyTest extends StorageSuite {
    @Override
    StoreUnderTest start() {
        LocalS3 server = LocalS3.start(0, StoreUnderTest.BUCKET);
        return new S3Store(server, server.endpoint(), LocalS3.ACCESS_KEY, LocalS3.SECRET_KEY);
    }
}
