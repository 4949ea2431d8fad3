package dev.vgi.storage;

import dev.vgi.external.ExternalStorage;
import java.net.URI;
import java.util.List;

/** A storage for another process, told by the words of its command line. */
final class Recipe {
    private Recipe() {}

    static ExternalStorage storage(List<String> words) {
        URI endpoint = URI.create(words.get(1));
        return switch (words.get(0)) {
            case "s3" ->
                S3Storage.builder()
                        .bucket(StoreUnderTest.BUCKET)
                        .endpoint(endpoint)
                        .credentials(S3Store.credentials(words.get(2), words.get(3)))
                        .bufferedParts(4)
                        .build();
            case "gcs" ->
                GcsStorage.builder()
                        .bucket(StoreUnderTest.BUCKET)
                        .endpoint(endpoint)
                        .credentials(TestAccount.ofKey(words.get(2)).credentials(URI.create(words.get(3))))
                        .bufferedParts(2)
                        .build();
            default -> throw new IllegalArgumentException(words.get(0));
        };
    }
}
