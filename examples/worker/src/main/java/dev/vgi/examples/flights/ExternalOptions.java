package dev.vgi.examples.flights;

import dev.vgi.external.FetchConfig;
import dev.vgi.external.StoreConfig;
import dev.vgi.server.Server;
import dev.vgi.storage.S3Storage;
import java.net.URI;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Holds the options that decide whether large batches go to a store. */
final class ExternalOptions {
    @Option(
            names = "--external-s3",
            paramLabel = "URL",
            description =
                    "Put large batches into this bucket: s3://BUCKET for Amazon's, or http(s)://HOST[:PORT]/BUCKET for a"
                            + " store that speaks its protocol. Region and credentials come from the environment or the"
                            + " profile, as AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY do.")
    private @Nullable URI bucket;

    @Option(
            names = "--external-threshold",
            paramLabel = "BYTES",
            defaultValue = "1048576",
            description = "From which size on a batch goes there. Default: ${DEFAULT-VALUE}.")
    private long threshold;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    /** Returns the store, which the caller closes after the server; null where none is asked for. */
    @Nullable
    S3Storage addTo(Server.Builder server) {
        if (bucket == null) {
            return null;
        }
        boolean amazon = "s3".equals(bucket.getScheme());
        String name = amazon ? bucket.getHost() : bucket.getPath().replaceFirst("^/", "");
        if (name == null || name.isEmpty() || name.contains("/")) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--external-s3 is '" + bucket + "', expected s3://BUCKET or http(s)://HOST[:PORT]/BUCKET");
        }
        S3Storage.Builder storage = S3Storage.builder().bucket(name);
        FetchConfig.Builder fetches = FetchConfig.builder();
        if (!amazon) {
            String endpoint = bucket.getScheme() + "://" + bucket.getAuthority();
            storage.endpoint(URI.create(endpoint));
            fetches.allowedHosts(Set.of(endpoint));
        }
        S3Storage store = storage.build();
        server.external(StoreConfig.builder(store).thresholdBytes(threshold).build())
                .external(fetches.build());
        return store;
    }
}
