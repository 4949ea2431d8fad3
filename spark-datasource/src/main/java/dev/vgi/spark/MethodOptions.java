package dev.vgi.spark;

import dev.vgi.VgiException;
import dev.vgi.client.connect.PeerRules;
import dev.vgi.connector.options.Arguments;
import dev.vgi.connector.options.CallSettings;
import dev.vgi.connector.options.ClientSpec;
import dev.vgi.connector.options.FetchOptions;
import dev.vgi.connector.options.HeaderOptions;
import dev.vgi.connector.plan.MethodCall;
import dev.vgi.protocol.CallOptions.Resend;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** The options that say which method of which worker is called, and how. */
final class MethodOptions {
    private static final int MOST_AHEAD = 64;
    private static final long LEAST_SHARED_BYTES = 128 << 10;

    /** Where the session's catalog would keep the data of a table: no method is called so. */
    private static final Pattern LOCATION = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:/.*");

    private MethodOptions() {}

    /** The values of the option {@code resume}. */
    private enum Resume {
        NEVER(Resend.NEVER),
        DECLARED(Resend.IF_DECLARED),
        ALWAYS(Resend.ALWAYS);

        private final Resend resend;

        Resume(Resend resend) {
            this.resend = resend;
        }
    }

    static ClientSpec connection(OptionReader options) {
        String url = options.text(VgiOption.URL)
                .orElseThrow(
                        () -> VgiException.invalidArgument("option 'url' is missing, expected the worker's address:"
                                + " http://host:port, unix:/path or tcp://host:port"));
        return new ClientSpec(
                        url.strip(),
                        options.text(VgiOption.BEARER_TOKEN).orElse(null),
                        HeaderOptions.of(
                                options.prefixed(VgiOption.HEADER),
                                VgiOption.HEADER.key(),
                                options.prefixed(VgiOption.SECRET_HEADER),
                                VgiOption.SECRET_HEADER.key()),
                        options.text(VgiOption.TRUST_STORE).orElse(null),
                        options.text(VgiOption.TRUST_STORE_PASSWORD).orElse(null),
                        options.duration(VgiOption.CONNECT_TIMEOUT),
                        atMost1024(options, VgiOption.MAX_CONNECTIONS),
                        atMost1024(options, VgiOption.MAX_WORKERS),
                        sharedMemory(options),
                        external(options),
                        peers(options))
                .withCredentialsFile(options.text(VgiOption.CREDENTIALS_FILE).orElse(null));
    }

    /** Only a read has them: an exchange goes where the user said. */
    private static PeerRules peers(OptionReader options) {
        return Errors.ADVICE.on(() -> new PeerRules(
                Set.copyOf(options.names(VgiOption.CREDENTIALS_ORIGINS).orElse(List.of())),
                Set.copyOf(options.names(VgiOption.SPLITS_ALLOWED_HOSTS).orElse(List.of()))));
    }

    /** 0 where it is not given. */
    private static int atMost1024(OptionReader options, VgiOption option) {
        return options.text(option).isEmpty() ? 0 : options.number(option, 1, 1024);
    }

    private static int sharedMemory(OptionReader options) {
        long bytes = options.bytes(VgiOption.SHARED_MEMORY_BYTES);
        if (bytes < LEAST_SHARED_BYTES || bytes > Integer.MAX_VALUE) {
            throw VgiException.invalidArgument("option '" + VgiOption.SHARED_MEMORY_BYTES.key() + "' is '"
                    + options.text(VgiOption.SHARED_MEMORY_BYTES).orElseThrow()
                    + "', expected a size from 128k to below 2g");
        }
        return (int) bytes;
    }

    private static FetchOptions external(OptionReader options) {
        return Errors.ADVICE.on(() -> new FetchOptions(
                Set.copyOf(options.names(VgiOption.EXTERNAL_ALLOWED_HOSTS).orElse(List.of())),
                options.bytes(VgiOption.EXTERNAL_MAX_BYTES),
                options.duration(VgiOption.EXTERNAL_TIMEOUT),
                options.number(VgiOption.EXTERNAL_PARALLEL_REQUESTS, 1, 64)));
    }

    static MethodCall call(OptionReader options) {
        Optional<String> method = options.text(VgiOption.METHOD);
        Optional<String> path =
                options.text("path").filter(text -> !LOCATION.matcher(text).matches());
        if (method.isPresent() && path.isPresent() && !method.equals(path)) {
            throw VgiException.invalidArgument("option 'method' is '" + method.get() + "' and load(...) says '"
                    + path.get() + "', expected one of them");
        }
        if (method.isEmpty() && options.isTableInCatalog()) {
            throw VgiException.invalidArgument(
                    "option 'method' is missing, expected Protocol/method; the path of a table"
                            + " in Spark's catalog is no method, but where data would be");
        }
        if (options.text("paths").isPresent()) {
            throw VgiException.invalidArgument("load(...) names several methods, expected one: Protocol/method");
        }
        String name = method.or(() -> path)
                .orElseThrow(() -> VgiException.invalidArgument(
                        "option 'method' is missing, expected Protocol/method (in a read, also"
                                + " load(\"Protocol/method\"))"));
        return new MethodCall(
                name,
                new Arguments(options.object(VgiOption.ARGS), options.prefixed(VgiOption.ARG)),
                options.text(VgiOption.ARGS_SCHEMA).orElse(null),
                options.flag(VgiOption.HAS_HEADER),
                options.text(VgiOption.PROTOCOL_VERSION).orElse(null),
                settings(options));
    }

    private static CallSettings settings(OptionReader options) {
        return new CallSettings(
                options.duration(VgiOption.SILENCE),
                options.bytes(VgiOption.ALLOCATOR_BYTES),
                options.number(VgiOption.PREFETCH_BATCHES, 0, MOST_AHEAD),
                options.choice(VgiOption.RESUME, Resume.class).resend);
    }
}
