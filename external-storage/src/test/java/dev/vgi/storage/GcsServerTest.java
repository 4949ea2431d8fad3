package dev.vgi.storage;

import java.io.IOException;

/** A small server in this process that checks Google's tokens and signatures as Google does. */
class GcsServerTest extends StorageSuite {
    @Override
    StoreUnderTest start() throws IOException {
        TestAccount account = TestAccount.create();
        var server = new GcsServer(account, StoreUnderTest.BUCKET);
        return new GcsStore(account, server, server.endpoint(), server.endpoint(), server::objects);
    }
}
