package dev.vgi.storage;

import dev.vgi.external.ExternalStorage;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/** A store that runs on this machine, seen by its owner. */
interface StoreUnderTest extends AutoCloseable {
    /** The bucket that exists. */
    String BUCKET = "batches";

    /** A storage of ours on this store. */
    ExternalStorage storage(Setting setting);

    /** One that uploads, and then finds nobody to sign a URL. */
    ExternalStorage storageThatCannotSign();

    URI endpoint();

    /** The names of all objects in the bucket. */
    List<String> objects();

    /** Deletes all objects. */
    void clear();

    /** The names of what was begun as an upload, and neither completed nor aborted. */
    List<String> unfinished();

    /** What nobody may read in a message. */
    List<String> secrets();

    /** How another process makes such a storage: arguments of {@link Recipe#storage}. */
    List<String> recipe();

    @Override
    void close();

    /** What tests vary. */
    record Setting(String bucket, URI endpoint, boolean valid, Duration urlValidity, int attempts) {
        Setting withBucket(String value) {
            return new Setting(value, endpoint, valid, urlValidity, attempts);
        }

        Setting withEndpoint(URI value) {
            return new Setting(bucket, value, valid, urlValidity, attempts);
        }

        /** With credentials that the store does not know. */
        Setting withWrongCredentials() {
            return new Setting(bucket, endpoint, false, urlValidity, attempts);
        }

        Setting withUrlValidity(Duration value) {
            return new Setting(bucket, endpoint, valid, value, attempts);
        }

        Setting withAttempts(int value) {
            return new Setting(bucket, endpoint, valid, urlValidity, value);
        }
    }

    default Setting setting() {
        return new Setting(BUCKET, endpoint(), true, Duration.ofMinutes(10), 2);
    }
}
