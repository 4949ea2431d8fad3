package dev.vgi.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vgi.Code;
import dev.vgi.ErrorDetail;
import dev.vgi.VgiException;
import dev.vgi.client.Client;
import dev.vgi.client.connect.Vgi;
import dev.vgi.protocol.Principal;
import dev.vgi.server.http.HttpServerConfig;
import dev.vgi.server.http.auth.AuthReason;
import dev.vgi.server.http.auth.Authenticator;
import dev.vgi.server.http.auth.SealedGrants;
import dev.vgi.service.CallContext;
import dev.vgi.service.GrantMinter;
import dev.vgi.service.IssuedGrant;
import dev.vgi.service.TokenIdentity;
import dev.vgi.service.TokenResolver;
import dev.vgi.service.VgiProtocol;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a server tells of credentials, makes of them and accepts. */
class IdentityTest {
    private static final String GRANT_KEY = "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=";
    private static final Instant EXPIRY = Instant.parse("2030-01-01T00:00:00Z");

    @VgiProtocol(name = "test.Whoami")
    public interface Whoami {
        String whoami(CallContext context);
    }

    private final List<String> resolved = new ArrayList<>();
    private final List<AutoCloseable> open = new ArrayList<>();

    /** Knows everybody, so that a refusal can only come from a guard. */
    private final TokenResolver resolver = token -> {
        resolved.add(token);
        return switch (token) {
            case "unknown" -> null;
            case "outage" ->
                throw VgiException.builder(Code.UNAVAILABLE, "the store is down")
                        .detail(ErrorDetail.retryInfo(Duration.ofSeconds(7)))
                        .build();
            case "not to be kept" -> new TokenIdentity("owner", "", 0);
            default -> new TokenIdentity("owner", "laptop", 300);
        };
    };

    private final GrantMinter minter = (principal, purpose, scopes, ttl) -> {
        if (purpose.equals("refused")) {
            throw GrantMinter.refused("not for this");
        }
        return new IssuedGrant(principal + "|" + String.join(",", scopes), EXPIRY, "g");
    };

    @AfterEach
    void closeAll() throws Exception {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
    }

    private static Principal named(Map<String, String> headers) {
        String name = headers.getOrDefault("x-name", "");
        if (name.isEmpty()) {
            if (headers.containsKey("authorization")) {
                throw AuthReason.INVALID_CREDENTIAL.rejection();
            }
            return Principal.ANONYMOUS;
        }
        var principal = new Principal("test", name);
        String time = headers.get("x-auth-time");
        return time == null ? principal : principal.withClaim("auth_time", time);
    }

    private String serving(Identity identity) {
        Server server = Server.builder()
                .host(
                        Whoami.class,
                        context -> context.principal().domain() + "/"
                                + context.principal().name())
                .identity(identity)
                .http(HttpServerConfig.builder()
                        .authenticator(IdentityTest::named)
                        .build())
                .start();
        open.add(server);
        return server.addresses().get(0);
    }

    private Client client(String address, String... headers) {
        var builder = Vgi.client(address);
        for (int i = 0; i < headers.length; i += 2) {
            builder.header(headers[i], headers[i + 1]);
        }
        Client client = builder.connect();
        open.add(client);
        return client;
    }

    private Identity both() {
        return Identity.builder()
                .resolver(resolver, Set.of("gateway"))
                .minter(minter)
                .build();
    }

    private static void assertFails(ThrowingCallable call, Code code, String kind) {
        assertThatThrownBy(call).isInstanceOfSatisfying(VgiException.class, e -> {
            assertThat(e.code()).isEqualTo(code);
            assertThat(e.kind()).isEqualTo(kind);
        });
    }

    private static TokenIdentity introspect(Client client, String token) {
        return client.proxy(IdentityProtocol.Resolving.class).introspectToken(null, token);
    }

    private static IssuedGrant issue(Client client, String purpose, String... scopes) {
        return client.proxy(IdentityProtocol.Minting.class).issueGrant(null, purpose, List.of(scopes), 60);
    }

    private Client minting(String address) {
        return client(
                address,
                "x-name",
                "ann",
                "x-auth-time",
                Long.toString(Instant.now().getEpochSecond() - 60));
    }

    @Test
    void hashes_areThoseOfTheSpecification_forWhatIsHosted() {
        assertThat(hash(both())).isEqualTo("145267755ff90d5c3313d79c7ff771306f2530626380d01cb0e57a951d0f9ec3");
        assertThat(hash(Identity.builder().resolver(resolver, Set.of("g")).build()))
                .isEqualTo("4039fbf6db3e64ae234e0be605b977477150ace892f10b6c691920eaf925e7ac");
        assertThat(hash(Identity.builder().minter(minter).build()))
                .isEqualTo("4199df7403c9ca1a02c4c524b405a999eb1489614a1480873ffc23a0e5b0d312");
    }

    private static String hash(Identity identity) {
        try (Server server = Server.builder()
                .host(Whoami.class, context -> "")
                .identity(identity)
                .build()) {
            assertThat(server.services())
                    .extracting(service -> service.summary().name())
                    .containsExactly("test.Whoami", "vgi_rpc.Reflection.v1", "vgi_rpc.Identity.v2");
            return server.services().get(2).summary().hash();
        }
    }

    @Test
    void serverWithoutAnIdentity_hostsNone() {
        try (Server server = Server.builder().host(Whoami.class, context -> "").build()) {
            assertThat(server.services()).hasSize(2);
        }
    }

    @Test
    void resolverNeedsToKnowWhoMayAsk() {
        assertThatThrownBy(() -> Identity.builder().resolver(resolver, Set.of()))
                .hasMessageContaining("who may ask");
        assertThatThrownBy(() -> Identity.builder().build()).hasMessageContaining("needs a resolver");
    }

    @Test
    void gateway_learnsTheOwner_asTheResolverSaysIt() {
        Client gateway = client(serving(both()), "x-name", "gateway");
        assertThat(introspect(gateway, "abc")).isEqualTo(new TokenIdentity("owner", "laptop", 300));
        assertThat(introspect(gateway, "not to be kept").ttlSeconds()).isZero();
        introspect(gateway, "  padded  ");
        assertThat(resolved).containsExactly("abc", "not to be kept", "  padded  ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"abc", "unknown", "a.b.c", "", "outage"})
    void everybodyElse_learnsNothing_notEvenOfTheCredentialsShape(String token) {
        String address = serving(both());
        assertFails(
                () -> introspect(client(address, "x-name", "bob"), token),
                Code.PERMISSION_DENIED,
                "introspection_refused");
        assertFails(() -> introspect(client(address), token), Code.PERMISSION_DENIED, "introspection_refused");
        assertThat(resolved).isEmpty();
    }

    @Test
    void whatIsNoOpaqueCredential_isUnresolved_andNeverReachesTheResolver() {
        Client gateway = client(serving(both()), "x-name", "gateway");
        var padding = "\t\n\u000b\f\r \u0085\u00a0";
        var tokens = new ArrayList<>(
                List.of("", " ", "\r\n", "a.b.c", "a.b.", "a".repeat(4097), "é".repeat(2100), "x" + " ".repeat(9000)));
        padding.chars().forEach(c -> {
            tokens.add((char) c + "a.b.c");
            tokens.add("a.b.c" + (char) c);
            tokens.add("a.b.c" + (char) c + (char) c);
        });
        for (String token : tokens) {
            assertThatThrownBy(() -> introspect(gateway, token)).isInstanceOfSatisfying(VgiException.class, e -> {
                assertThat(e.code()).isEqualTo(Code.NOT_FOUND);
                assertThat(e.kind()).isEqualTo("token_unresolved");
                assertThat(e.remoteMessage()).isEqualTo("TokenUnresolvedError: unresolved");
            });
        }
        assertThat(resolved).isEmpty();
        assertFails(() -> introspect(gateway, "unknown"), Code.NOT_FOUND, "token_unresolved");
    }

    @ParameterizedTest
    @ValueSource(strings = {"opaque", "two.segments", "a.b.c.d"})
    void ordinaryCredentials_reachTheResolver(String token) {
        assertThat(introspect(client(serving(both()), "x-name", "gateway"), token)
                        .principal())
                .isEqualTo("owner");
    }

    @Test
    void outage_isToldAsOne_withTheResolversOwnDelay() {
        Client gateway = client(serving(both()), "x-name", "gateway");
        assertThatThrownBy(() -> introspect(gateway, "outage")).isInstanceOfSatisfying(VgiException.class, e -> {
            assertThat(e.code()).isEqualTo(Code.UNAVAILABLE);
            assertThat(e.kind()).isEqualTo("identity_unavailable");
            assertThat(e.retryDelay()).isEqualTo(Duration.ofSeconds(7));
        });
    }

    @Test
    void grant_isForItsCaller() {
        String address = serving(both());
        IssuedGrant grant = issue(minting(address), "nightly", "read", "write");
        assertThat(grant).isEqualTo(new IssuedGrant("ann|read,write", EXPIRY, "g"));
        assertFails(() -> issue(minting(address), "refused"), Code.PERMISSION_DENIED, "grant_refused");
    }

    @ParameterizedTest
    @CsvSource({"'', no auth_time", "yesterday, no number", "NaN, too long ago", "1000, too long ago"})
    void whoHasNotJustSignedIn_getsNoGrant(String authTime, String why) {
        String address = serving(both());
        Client caller = authTime.isEmpty()
                ? client(address, "x-name", "ann")
                : client(address, "x-name", "ann", "x-auth-time", authTime);
        assertFails(() -> issue(caller, "nightly"), Code.UNAUTHENTICATED, "stale_auth");
        assertThatThrownBy(() -> issue(caller, "nightly")).hasMessageContaining(why);
        assertFails(() -> issue(client(address), "nightly"), Code.UNAUTHENTICATED, "stale_auth");
    }

    @Test
    void rawTransport_knowsNobody_andSoRefusesBoth() {
        Server server = Server.builder()
                .host(Whoami.class, context -> "")
                .identity(both())
                .tcp("127.0.0.1", 0)
                .start();
        open.add(server);
        Client client = client(server.addresses().get(0));
        assertFails(() -> introspect(client, "abc"), Code.PERMISSION_DENIED, "introspection_refused");
        assertFails(() -> issue(client, "nightly"), Code.UNAUTHENTICATED, "stale_auth");
    }

    @Test
    void grantsAndOpaqueCredentials_areBearers_andMakeNoGrantsThemselves() {
        String address = serving(Identity.builder()
                .resolver(resolver, Set.of("gateway"))
                .sealedGrants(SealedGrants.builder(new byte[32]).build())
                .build());
        String grant = issue(minting(address), "nightly", "read").token();
        Client automation = client(address, "Authorization", "Bearer " + grant);
        assertThat(whoami(automation)).isEqualTo("grant/ann");
        assertFails(() -> issue(automation, "again"), Code.UNAUTHENTICATED, "stale_auth");
        assertThat(whoami(client(address, "Authorization", "Bearer abc"))).isEqualTo("token/owner");
        assertThat(whoami(client(address))).isEqualTo("/");
        resolved.clear();
        assertFails(
                () -> whoami(client(address, "Authorization", "Bearer vgig1.AAAA")),
                Code.UNAUTHENTICATED,
                "invalid_credential");
        assertFails(
                () -> whoami(client(address, "Authorization", "Bearer a.b.c")),
                Code.UNAUTHENTICATED,
                "invalid_credential");
        assertThat(resolved).isEmpty();
        assertFails(
                () -> whoami(client(address, "Authorization", "Bearer unknown")),
                Code.UNAUTHENTICATED,
                "invalid_credential");
        assertThatThrownBy(() -> whoami(client(address, "Authorization", "Bearer outage")))
                .isInstanceOfSatisfying(VgiException.class, e -> {
                    assertThat(e.code()).isEqualTo(Code.UNAVAILABLE);
                    assertThat(e.retryDelay()).isEqualTo(Duration.ofSeconds(7));
                });
    }

    private static String whoami(Client client) {
        return client.proxy(Whoami.class).whoami(null);
    }

    @Test
    void bearers_areNoWayAroundAProxy() {
        Authenticator behindProxy = ((Authenticator) IdentityTest::named).behindProxy("x-client-cert");
        Server.Builder builder = Server.builder()
                .host(Whoami.class, context -> "")
                .identity(both())
                .http(HttpServerConfig.builder().authenticator(behindProxy).build());
        assertThatThrownBy(builder::start)
                .hasMessageContaining("a way around it")
                .hasMessageContaining("x-client-cert");
    }

    private static Server.Builder inEnvironment(Map<String, String> environment) {
        return Server.builder()
                .host(
                        Whoami.class,
                        context -> context.principal().domain() + "/"
                                + context.principal().name())
                .http(HttpServerConfig.builder()
                        .authenticator(IdentityTest::named)
                        .build())
                .environment(environment);
    }

    @Test
    void keysOfTheEnvironment_makeGrantsAndAcceptThem() {
        Map<String, String> environment = Map.of(
                "VGI_RPC_GRANT_KEYS", GRANT_KEY + ", ,",
                "VGI_RPC_GRANT_AUDIENCE", "staging",
                "VGI_RPC_GRANT_MAX_TTL_SECONDS", "60");
        Server server = inEnvironment(environment).start();
        open.add(server);
        String address = server.addresses().get(0);
        String grant = SealedGrants.fromEnvironment(environment)
                .orElseThrow()
                .mint("ann", "nightly", List.of(), 30)
                .token();

        assertThat(client(address, "Authorization", "Bearer " + grant)
                        .proxy(Whoami.class)
                        .whoami(null))
                .isEqualTo("grant/ann");
        assertThat(server.services())
                .extracting(service -> service.summary().name())
                .contains("vgi_rpc.Identity.v2");
        assertThat(client(address).describe("vgi_rpc.Identity.v2").methods())
                .extracting(method -> method.name())
                .containsExactly("issue_grant");
    }

    @Test
    void environmentWithoutKeys_changesNothing() {
        Server server =
                inEnvironment(Map.of("VGI_RPC_GRANT_AUDIENCE", "staging")).build();
        open.add(server);

        assertThat(server.services())
                .extracting(service -> service.summary().name())
                .doesNotContain("vgi_rpc.Identity.v2");
    }

    @Test
    void keysOfTheEnvironment_areNotReadWhereTheProgramSaysSo() {
        Server server = inEnvironment(Map.of("VGI_RPC_GRANT_KEYS", "malformed"))
                .grantsFromEnvironment(false)
                .build();
        open.add(server);

        assertThat(server.services()).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({
        "VGI_RPC_GRANT_KEYS, %, not base64",
        "VGI_RPC_GRANT_KEYS, AAAA, '3 bytes, expected 32'",
        "VGI_RPC_GRANT_KEYS, ',', at least one key",
        "VGI_RPC_GRANT_MAX_TTL_SECONDS, a day, number of seconds",
        "VGI_RPC_GRANT_MAX_TTL_SECONDS, 0, maxLifetime"
    })
    void malformedVariable_keepsTheServerFromStarting(String variable, String value, String said) {
        var environment = new java.util.HashMap<>(Map.of("VGI_RPC_GRANT_KEYS", GRANT_KEY));
        environment.put(variable, value);

        assertThatThrownBy(() -> inEnvironment(environment).build())
                .isInstanceOf(VgiException.class)
                .hasMessageContaining(variable)
                .hasMessageContaining(said);
    }

    @Test
    void identityOfTheProgram_isToldOfKeysThatItDoesNotUse() {
        Map<String, String> environment = Map.of("VGI_RPC_GRANT_KEYS", GRANT_KEY);
        SealedGrants own = SealedGrants.builder(new byte[32]).build();

        assertThatThrownBy(() -> inEnvironment(environment).identity(both()).build())
                .hasMessageContaining("VGI_RPC_GRANT_KEYS")
                .hasMessageContaining("grantsFromEnvironment(false)");
        open.add(inEnvironment(environment)
                .identity(Identity.builder().sealedGrants(own).build())
                .build());
    }
}
