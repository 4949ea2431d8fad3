package dev.vgi.storage;

import com.google.auth.ServiceAccountSigner;
import dev.vgi.external.ExternalStorage;
import java.net.URI;
import java.util.List;
import java.util.function.Supplier;

/** A server that speaks Google's protocol. */
final class GcsStore implements StoreUnderTest {
    private final TestAccount account;
    private final TestAccount stranger = TestAccount.create();
    private final AutoCloseable server;
    private final URI endpoint;
    private final Supplier<List<String>> objects;

    /** Tokens come from here, whether the store looks at them or not. */
    private final URI tokens;

    GcsStore(TestAccount account, AutoCloseable server, URI endpoint, URI tokens, Supplier<List<String>> objects) {
        this.account = account;
        this.server = server;
        this.endpoint = endpoint;
        this.tokens = tokens;
        this.objects = objects;
    }

    @Override
    public ExternalStorage storage(Setting setting) {
        return builder(setting).build();
    }

    @Override
    public ExternalStorage storageThatCannotSign() {
        return builder(setting()).signer(new Refusing()).build();
    }

    private GcsStorage.Builder builder(Setting setting) {
        return GcsStorage.builder()
                .bucket(setting.bucket())
                .endpoint(setting.endpoint())
                .credentials((setting.valid() ? account : stranger).credentials(tokens))
                .partBytes(5 << 20)
                .urlValidity(setting.urlValidity())
                .attempts(setting.attempts());
    }

    @Override
    public URI endpoint() {
        return endpoint;
    }

    @Override
    public List<String> objects() {
        return objects.get();
    }

    @Override
    public void clear() {
        try (GcsBucket bucket = new GcsBucket(builder(setting()))) {
            objects().forEach(bucket::delete);
        }
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
        return List.of("gcs", endpoint.toString(), account.base64(), tokens.toString());
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** A service account whose key was withdrawn. */
    private static final class Refusing implements ServiceAccountSigner {
        @Override
        public String getAccount() {
            return "account@example.com";
        }

        @Override
        public byte[] sign(byte[] bytes) {
            throw new SigningException("the key was withdrawn", null);
        }
    }
}
