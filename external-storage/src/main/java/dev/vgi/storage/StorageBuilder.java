package dev.vgi.storage;

import dev.vgi.Preconditions;
import java.time.Duration;

/** The options that all storages have in common. */
abstract class StorageBuilder<B extends StorageBuilder<B>> {
    static final Duration LONGEST_TIMEOUT = Duration.ofHours(1);
    private static final Duration LONGEST_VALIDITY = Duration.ofDays(7);

    String bucket = "";
    String prefix = "vgi-rpc/";
    Duration urlValidity = Duration.ofHours(1);
    int bufferedParts = 16;
    int attempts = 3;
    Duration connectTimeout = Duration.ofSeconds(10);

    abstract B self();

    /** The bucket, which exists. */
    public B bucket(String name) {
        bucket = name;
        return self();
    }

    /** What objects' names begin with: {@code vgi-rpc/}. A lifecycle rule finds them by it. */
    public B prefix(String value) {
        prefix = value;
        return self();
    }

    /** How long URLs work, 1 second to 7 days; an hour. */
    public B urlValidity(Duration value) {
        urlValidity = Preconditions.duration("urlValidity", value, Duration.ofSeconds(1), LONGEST_VALIDITY);
        return self();
    }

    /** How many parts all uploads together hold in memory, 2 to 1,024; 16. Further uploads wait. */
    public B bufferedParts(int value) {
        bufferedParts = Preconditions.range("bufferedParts", value, 2, 1024);
        return self();
    }

    /** How often a request is sent at most, the first time included, 1 to 10; 3. */
    public B attempts(int value) {
        attempts = Preconditions.range("attempts", value, 1, 10);
        return self();
    }

    /** The longest wait for a connection, 1 ms to an hour; 10 s. */
    public B connectTimeout(Duration value) {
        connectTimeout = Preconditions.duration("connectTimeout", value, Duration.ofMillis(1), LONGEST_TIMEOUT);
        return self();
    }
}
