package dev.vgi.flink;

import dev.vgi.Code;
import dev.vgi.VgiException;
import dev.vgi.connect.Address;
import java.util.Set;
import java.util.TreeSet;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.GlobalConfiguration;

/**
 * Which addresses this process may use. Some run a program or load a class, so on a shared cluster its own configuration
 * must allow them, which no query can change.
 */
public final class Schemes {
    private static final String MINI_CLUSTER_THREADS = "mini-cluster-io";

    private Schemes() {}

    /**
     * Checks an address, or several, before it is used, in the process that uses it.
     *
     * @throws VgiException PERMISSION_DENIED for a scheme that is not allowed here
     */
    public static void check(String url) {
        if (!isMiniCluster()) {
            check(url, allowed(GlobalConfiguration.loadConfiguration()));
        }
    }

    static void check(String url, Set<String> allowed) {
        Address.parseAll(url).forEach(address -> check(address, allowed));
    }

    private static void check(Address address, Set<String> allowed) {
        if (!allowed.contains(address.scheme())) {
            throw VgiException.of(
                    Code.PERMISSION_DENIED,
                    "addresses of the scheme '" + address.scheme()
                            + ":' run code on the cluster, so they are allowed only on a mini cluster, or where the"
                            + " cluster's configuration (config.yaml) says so: "
                            + VgiConnectorOptions.ALLOWED_SCHEMES.key() + ": " + address.scheme() + ". Allowed now: "
                            + new TreeSet<>(allowed));
        }
    }

    static Set<String> allowed(Configuration cluster) {
        return Address.allowed(cluster.get(VgiConnectorOptions.ALLOWED_SCHEMES));
    }

    /** A mini cluster runs the job in the JVM of its user, and has threads by which it is known. */
    private static boolean isMiniCluster() {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().startsWith(MINI_CLUSTER_THREADS));
    }
}
