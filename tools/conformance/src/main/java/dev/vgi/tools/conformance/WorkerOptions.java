package dev.vgi.tools.conformance;

import dev.vgi.VgiException;
import dev.vgi.http.Compression;
import dev.vgi.server.http.HttpServerConfig;
import dev.vgi.server.http.StickyConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the command line of the conformance worker asks for.
 *
 * @param transport where it serves
 * @param services what it hosts
 * @param accessLog where calls are logged; null for nowhere
 * @param drain to be told of the server
 * @param idleTimeout how long a socket may be without connections; zero for ever
 * @param identity what is told of credentials; null for nothing
 * @param storage the suite's object store, and what it is for; null for none
 */
record WorkerOptions(
        Transport transport,
        Services services,
        @Nullable Path accessLog,
        DrainPage drain,
        Duration idleTimeout,
        @Nullable IdentityMode identity,
        @Nullable StorageOptions storage) {
    static final String ECHO_HEADER = "x-vgi-conformance-echo";
    static final String ECHO_VALUE = "conformance-fixed-marker";

    static final String USAGE = """
            usage: worker [--pipe | --unix PATH | --tcp [HOST:]PORT | --http [PORT]] [OPTION...]
              --pipe                   standard input and output; the default
              --unix PATH              a unix socket
              --tcp [HOST:]PORT        a TCP port, 0 for a free one; on 127.0.0.1 unless told otherwise
              --http [PORT]            HTTP on 127.0.0.1; any free port unless told otherwise

              --idle-timeout S         sockets: ends after S seconds without a connection

              --prefix PATH            HTTP: the start of every path
              --max-request-bytes N    HTTP: the longest request
              --max-response-bytes N   HTTP: the longest answer
              --no-compression         HTTP: no answer is compressed
              --no-call-state-cache    HTTP: every turn opens its stream again
              --token-key HEX          HTTP: 32 bytes that seal the tokens of streams and sessions
              --reject-auth            HTTP: turns every caller away, for the reason in X-Conformance-Auth-Reason
              --no-sticky              HTTP: no sticky sessions
              --sticky-ttl S           HTTP: how long a sticky session lives
              --sticky-auth            HTTP: the caller is who X-Conformance-Principal says
              --identity MODE          HTTP: both, introspect-only or grants: vgi_rpc.Identity.v2 as the suite has it
              --cors-origin ORIGIN     HTTP: pages of this origin may call
              --proof-mode MODE        HTTP: off, allow or require a proxy's proof
              --proof-origin-id ID     HTTP: whom proofs are made for
              --proof-secrets K:HEX,.. HTTP: the proxies' secrets
              --proof-skew S           HTTP: how far a proxy's clock may be off
              --proof-no-replay-cache  HTTP: a proof is good for more than one request

              --fake-storage URL       puts large batches into the suite's object store
              --externalize-threshold N            from this many bytes of buffers on; 4096 unless told otherwise
              --compression zstd|gzip              codes the objects
              --max-externalized-response-bytes N  the most bytes that one answer puts there
              --max-fetch-bytes N                  the largest object that is fetched
              --max-decompressed-fetch-bytes N     the same, decompressed
              --reject-localhost-redirects         fetches from 127.0.0.1 but not from localhost

              --access-log PATH        one line of JSON for each call
              --describe               offers reflection, as ever
              --fail-serve-start-once  the first request fails because the service does not start
              --kind-probe             hosts KindProbe alone
              --hosted-order-probe     hosts zeta.Primary.v1, conformance.Secondary.v1 and alpha.Extra.v1
            """;

    /** Where a worker serves. */
    sealed interface Transport {
        /** Standard input and output. */
        record Pipe() implements Transport {}

        /** A unix socket. */
        record Unix(Path path) implements Transport {}

        /** A TCP port; 0 for a free one. */
        record Tcp(String host, int port) implements Transport {}

        /** HTTP. */
        record Http(HttpServerConfig config) implements Transport {}
    }

    /** What a worker tells of credentials. */
    enum IdentityMode {
        BOTH,
        INTROSPECT_ONLY,
        GRANTS
    }

    /** What a worker hosts. */
    enum Services {
        CONFORMANCE,
        /** The same, which fails to start once. */
        RELUCTANT,
        KIND_PROBE,
        ORDER_PROBE
    }

    /** @throws VgiException INVALID_ARGUMENT for anything that is not in {@link #USAGE} */
    static WorkerOptions parse(List<String> arguments) {
        return new Parser(arguments).options();
    }

    /** Goes through the arguments from left to right. */
    private static final class Parser {
        private final Deque<String> rest;
        private final HttpServerConfig.Builder http = HttpServerConfig.builder();
        private Services services = Services.CONFORMANCE;
        private @Nullable Transport transport;
        private final StorageOptions.Builder storage = new StorageOptions.Builder();
        private @Nullable Path accessLog;
        private @Nullable IdentityMode identity;
        private boolean limitsRequests;
        private Duration idleTimeout = Duration.ZERO;
        private boolean overHttp;
        private boolean sticky = true;
        private final StickyConfig.Builder sessions = StickyConfig.builder().echoHeader(ECHO_HEADER, ECHO_VALUE);
        private final DrainPage drain = new DrainPage();
        private final ProofOptions proof = new ProofOptions();

        private Parser(List<String> arguments) {
            rest = new ArrayDeque<>(arguments);
        }

        private WorkerOptions options() {
            while (!rest.isEmpty()) {
                read(rest.removeFirst());
            }
            StorageOptions stored = storage.build();
            if (stored != null && !limitsRequests) {
                http.maxRequestBytes(StorageOptions.MAX_REQUEST_BYTES);
            }
            Transport chosen = transport == null ? new Transport.Pipe() : transport;
            if (overHttp) {
                http.page(DrainPage.NAME, drain);
                if (sticky) {
                    http.stickySessions(sessions.build());
                }
                proof.addTo(http);
                chosen = new Transport.Http(http.build());
            }
            return new WorkerOptions(chosen, services, accessLog, drain, idleTimeout, identity, stored);
        }

        private void read(String flag) {
            switch (flag) {
                case "--pipe" -> serve(new Transport.Pipe());
                case "--unix" -> serve(new Transport.Unix(Path.of(value(flag))));
                case "--tcp" -> serve(tcp(value(flag)));
                case "--http" -> serveHttp();
                case "--access-log" -> accessLog = Path.of(value(flag));
                case "--idle-timeout" -> idleTimeout = seconds(flag);
                case "--prefix" -> http.prefix(value(flag));
                case "--max-request-bytes" -> {
                    limitsRequests = true;
                    http.maxRequestBytes(number(flag));
                }
                case "--fake-storage" -> storage.url(value(flag));
                case "--externalize-threshold" -> storage.threshold(number(flag));
                case "--compression" -> storage.compression(value(flag));
                case "--max-externalized-response-bytes" -> storage.maxExternalizedResponseBytes(number(flag));
                case "--max-fetch-bytes" -> storage.maxFetchBytes(number(flag));
                case "--max-decompressed-fetch-bytes" -> storage.maxDecompressedBytes(number(flag));
                case "--reject-localhost-redirects" -> storage.rejectLocalhost();
                case "--max-response-bytes" -> http.maxResponseBytes(number(flag));
                case "--no-compression" -> http.compression(Compression.NONE);
                case "--no-call-state-cache" -> http.openStreams(0);
                case "--token-key" -> http.tokenKey(HexFormat.of().parseHex(value(flag)));
                case "--reject-auth" -> http.authenticator(RejectingAuthenticator.INSTANCE);
                case "--no-sticky" -> sticky = false;
                case "--sticky-ttl" -> sessions.lifetime(Duration.ofSeconds(number(flag)));
                case "--sticky-auth" -> http.authenticator(PrincipalHeader.INSTANCE);
                case "--identity" -> identity(value(flag));
                case "--cors-origin" -> http.corsOrigin(value(flag));
                case "--proof-mode" -> proof.mode(value(flag));
                case "--proof-origin-id" -> proof.originId(value(flag));
                case "--proof-secrets" -> proof.secrets(value(flag));
                case "--proof-skew" -> proof.skew(Duration.ofSeconds(number(flag)));
                case "--proof-no-replay-cache" -> proof.noReplayCache();
                case "--describe" -> {}
                case "--fail-serve-start-once" -> services = Services.RELUCTANT;
                case "--kind-probe" -> services = Services.KIND_PROBE;
                case "--hosted-order-probe" -> services = Services.ORDER_PROBE;
                default -> throw VgiException.invalidArgument("unknown flag " + flag);
            }
        }

        private void identity(String mode) {
            identity = switch (mode) {
                case "both" -> IdentityMode.BOTH;
                case "introspect-only" -> IdentityMode.INTROSPECT_ONLY;
                case "grants" -> IdentityMode.GRANTS;
                default ->
                    throw VgiException.invalidArgument(
                            "found --identity " + mode + ", expected both, introspect-only or grants");
            };
            http.authenticator(PrincipalHeader.INSTANCE);
        }

        private void serve(Transport asked) {
            if (transport != null || overHttp) {
                throw VgiException.invalidArgument(
                        "found two transports, expected one of --pipe, --unix, --tcp and --http");
            }
            transport = asked;
        }

        private void serveHttp() {
            serve(new Transport.Pipe());
            overHttp = true;
            String next = rest.peekFirst();
            http.port(next == null || next.startsWith("-") ? 0 : port(rest.removeFirst()));
        }

        private String value(String flag) {
            String value = rest.pollFirst();
            if (value == null) {
                throw VgiException.invalidArgument(flag + " needs a value");
            }
            return value;
        }

        /** Fractions, which launchers may give, are rounded up. */
        private Duration seconds(String flag) {
            String text = value(flag);
            try {
                double seconds = Double.parseDouble(text);
                if (seconds >= 0 && seconds <= Integer.MAX_VALUE) {
                    return Duration.ofSeconds((long) Math.ceil(seconds));
                }
            } catch (NumberFormatException e) {
                throw VgiException.invalidArgument("found " + flag + " " + text + ", expected a number of seconds");
            }
            throw VgiException.invalidArgument("found " + flag + " " + text + ", expected seconds from 0 on");
        }

        private long number(String flag) {
            String text = value(flag);
            try {
                return Long.parseLong(text);
            } catch (NumberFormatException e) {
                throw VgiException.invalidArgument("found " + flag + " " + text + ", expected a number");
            }
        }

        private static Transport tcp(String address) {
            int colon = address.lastIndexOf(':');
            String host = colon < 1 ? "127.0.0.1" : address.substring(0, colon);
            return new Transport.Tcp(host, port(address.substring(colon + 1)));
        }

        private static int port(String text) {
            try {
                int port = Integer.parseInt(text);
                if (port >= 0 && port <= 65_535) {
                    return port;
                }
            } catch (NumberFormatException e) {
                throw VgiException.invalidArgument("found the port '" + text + "', expected a number");
            }
            throw VgiException.invalidArgument("found the port " + text + ", expected 0 to 65535");
        }
    }
}
