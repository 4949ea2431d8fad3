package dev.vgi.connector.options;

import dev.vgi.client.connect.ClientBuilder;
import dev.vgi.client.connect.PeerAddresses;
import dev.vgi.client.connect.PeerRules;
import dev.vgi.client.connect.Vgi;
import dev.vgi.transport.Address;
import java.io.Serializable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How a worker is reached, in a form that travels between processes, credentials included. Hides them from whoever
 * prints it.
 *
 * @param url the worker's address, or several of one service, as {@link Address#parseAll} reads them
 * @param bearerToken for every request over HTTP; null for none
 * @param headers further headers of every request over HTTP
 * @param trustStore a file of the authorities to trust; null for the JVM's
 * @param trustStorePassword null for none
 * @param connectTimeout the longest wait for a connection
 * @param maxConnections the most connections of one client; 0 for the transport's default
 * @param maxWorkers the most programs of a {@code cmd:} address at once; 0 for {@link ClientBuilder#maxWorkers}'s
 *     default
 * @param sharedMemoryBytes the memory that one connection of a {@code shm+} address shares with its worker
 * @param external how batches are fetched that come by way of a store
 * @param peers what holds for addresses that the worker names
 * @param credentialsFile a file of further credentials on each machine, read there when a client is made; null for none
 * @param namedBy where {@code url} is what a worker named, the user's own address; else null
 */
public record ClientSpec(
        String url,
        @Nullable String bearerToken,
        Map<String, String> headers,
        @Nullable String trustStore,
        @Nullable String trustStorePassword,
        Duration connectTimeout,
        int maxConnections,
        int maxWorkers,
        int sharedMemoryBytes,
        FetchOptions external,
        PeerRules peers,
        @Nullable String credentialsFile,
        @Nullable String namedBy)
        implements Serializable {

    /** @throws dev.vgi.VgiException INVALID_ARGUMENT for a url that is no address */
    public ClientSpec {
        if (namedBy == null) {
            Address.parseAll(url);
        } else {
            new PeerAddresses(Address.parseAll(namedBy), peers).parseAll(url);
        }
    }

    /** To what the user gave. */
    public ClientSpec(
            String url,
            @Nullable String bearerToken,
            Map<String, String> headers,
            @Nullable String trustStore,
            @Nullable String trustStorePassword,
            Duration connectTimeout,
            int maxConnections,
            int maxWorkers,
            int sharedMemoryBytes,
            FetchOptions external,
            PeerRules peers) {
        this(
                url,
                bearerToken,
                headers,
                trustStore,
                trustStorePassword,
                connectTimeout,
                maxConnections,
                maxWorkers,
                sharedMemoryBytes,
                external,
                peers,
                null,
                null);
    }

    /** With the credentials of a file. */
    public ClientSpec withCredentialsFile(@Nullable String path) {
        return with(url, peers, path, namedBy);
    }

    /** All addresses. */
    public List<Address> addresses() {
        return Address.parseAll(url);
    }

    /** Whether any of the addresses is reached over HTTP, where a stream lives as long as its tokens. */
    public boolean isOverHttp() {
        return addresses().stream().anyMatch(address -> address.scheme().startsWith("http"));
    }

    /**
     * To the address of a split: as the user would be reached who gave it, or, where the worker named it, within what
     * is allowed for that. Null for this one.
     *
     * @throws dev.vgi.VgiException PERMISSION_DENIED for an address that only the user may give, INVALID_ARGUMENT for
     *     none
     */
    public ClientSpec at(@Nullable String address) {
        if (address == null || address.equals(url)) {
            return this;
        }
        return peers.given().contains(address)
                ? to(address, peers, null)
                : to(address, peers, namedBy == null ? url : namedBy);
    }

    /** With these addresses of splits as the user's own. */
    public ClientSpec withGiven(Set<String> splitAddresses) {
        return to(url, peers.withGiven(splitAddresses), namedBy);
    }

    private ClientSpec to(String address, PeerRules rules, @Nullable String by) {
        return with(address, rules, credentialsFile, by);
    }

    private ClientSpec with(String address, PeerRules rules, @Nullable String credentials, @Nullable String by) {
        return new ClientSpec(
                address,
                bearerToken,
                headers,
                trustStore,
                trustStorePassword,
                connectTimeout,
                maxConnections,
                maxWorkers,
                sharedMemoryBytes,
                external,
                rules,
                credentials,
                by);
    }

    /**
     * A client's settings. Nothing is sent.
     *
     * @throws dev.vgi.VgiException INVALID_ARGUMENT for a {@link #credentialsFile} that cannot be read
     */
    public ClientBuilder builder() {
        ClientBuilder builder = Vgi.client(namedBy == null ? url : namedBy)
                .credentialOrigins(peers.credentialOrigins())
                .peerHosts(peers.allowedHosts())
                .connectTimeout(connectTimeout)
                .sharedMemoryBytes(sharedMemoryBytes)
                .external(external.config());
        if (bearerToken != null) {
            builder.bearerToken(bearerToken);
        }
        headers.forEach(builder::header);
        CredentialsFile file = credentialsFile == null ? null : CredentialsFile.read(Path.of(credentialsFile));
        if (file != null) {
            file.applyTo(builder);
        }
        if (trustStore != null) {
            String password = file == null ? null : file.storePassword();
            builder.trustStore(Path.of(trustStore), password == null ? trustStorePassword : password);
        }
        if (maxConnections > 0) {
            builder.maxConnections(maxConnections);
        }
        if (maxWorkers > 0) {
            builder.maxWorkers(maxWorkers);
        }
        return namedBy == null ? builder : builder.peer(url);
    }

    /** The address, without credentials. */
    @Override
    public String toString() {
        return addresses().stream().map(Address::toString).collect(Collectors.joining(","));
    }
}
