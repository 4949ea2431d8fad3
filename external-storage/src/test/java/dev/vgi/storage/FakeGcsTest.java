package dev.vgi.storage;

import com.google.cloud.NoCredentials;
import com.google.cloud.storage.BucketInfo;
import com.google.cloud.storage.Storage;
import com.google.cloud.storage.StorageOptions;
import dev.vgi.testing.GoServer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;

/** The emulator that people test with. It believes everybody: signatures are checked by {@link GcsServerTest}. */
@Tag("stores")
class FakeGcsTest extends StorageSuite {
    @Override
    StoreUnderTest start() throws IOException {
        TestAccount account = TestAccount.create();
        GoServer server = GoServer.fakeGcs();
        var tokens = new GcsServer(account, "none");
        Storage owner = StorageOptions.http()
                .setHost(server.endpoint().toString())
                .setCredentials(NoCredentials.getInstance())
                .setProjectId("unused")
                .build()
                .getService();
        owner.create(BucketInfo.of(StoreUnderTest.BUCKET));
        return new GcsStore(
                account,
                () -> {
                    owner.close();
                    tokens.close();
                    server.close();
                },
                server.endpoint(),
                tokens.endpoint(),
                () -> names(owner));
    }

    @Override
    boolean checksSignatures() {
        return false;
    }

    @Override
    boolean resumesUploads() {
        return false;
    }

    private static List<String> names(Storage owner) {
        var names = new ArrayList<String>();
        owner.list(StoreUnderTest.BUCKET).iterateAll().forEach(object -> names.add(object.getName()));
        return names;
    }
}
