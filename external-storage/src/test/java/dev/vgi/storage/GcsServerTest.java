package dev.vgi.storage;

import dev.vgi.external.ExternalStorage;
import java.io.IOException;
import java.net.URI;
import java.util.List;

/** A small server in this process that checks Google's tokens and signatures as Google does. */
class GcsServerTest extends StorageSuite {
    @Override
    StoreUnderTest start() throws IOException {
        return new Store(TestAccount.create());
    }

    private static final class Store implements StoreUnderTest {
        private final TestAccount account;
        private final TestAccount stranger = TestAccount.create();
        private final GcsServer server;

        Store(TestAccount account) throws IOException {
            this.account = account;
            server = new GcsServer(account, BUCKET);
        }

        @Override
        public ExternalStorage storage(Setting setting) {
            return GcsStorage.builder()
                    .bucket(setting.bucket())
                    .endpoint(setting.endpoint())
                    .credentials((setting.valid() ? account : stranger).credentials(server.endpoint()))
                    .partBytes(5 << 20)
                    .urlValidity(setting.urlValidity())
                    .attempts(setting.attempts())
                    .build();
        }

        @Override
        public URI endpoint() {
            return server.endpoint();
        }

        @Override
        public List<String> objects() {
            return server.objects();
        }

        /** A resumable upload that is not completed is no object, and the store forgets it by itself. */
        @Override
        public List<String> unfinished() {
            return List.of();
        }

        @Override
        public List<String> secrets() {
            return List.of(account.base64(), stranger.base64(), "a-token-that-was-granted");
        }

        @Override
        public List<String> recipe() {
            return List.of("gcs", endpoint().toString(), account.base64());
        }

        @Override
        public void close() {
            server.close();
        }
    }
}
