package dev.vgi.spark;

import dev.vgi.Code;
import dev.vgi.VgiException;
import dev.vgi.transport.Address;
import dev.vgi.transport.TransportProviders;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;

/**
 * Which addresses this process may use. Some run a program or load a class, so on a shared cluster its own
 * configuration must allow them, which no query can change.
 */
final class Schemes {
    static final String ALLOWED = "spark.vgi.allowedSchemes";

    private Schemes() {}

    /** @throws VgiException PERMISSION_DENIED for a scheme that is not allowed here */
    static void check(String url) {
        Set<String> allowed = allowed(
                SparkEnv.get() == null ? new SparkConf() : SparkEnv.get().conf());
        check(url, allowed);
    }

    static void check(String url, Set<String> allowed) {
        Address.parseAll(url).forEach(address -> check(address, allowed));
    }

    private static void check(Address address, Set<String> allowed) {
        if (!allowed.contains(address.scheme())) {
            throw VgiException.of(
                    Code.PERMISSION_DENIED,
                    "addresses of the scheme '" + address.scheme()
                            + ":' run code on the cluster, so they are allowed only"
                            + " with a local master, or where the cluster's configuration says so: "
                            + ALLOWED + "=" + address.scheme() + " (spark-defaults.conf, or --conf of spark-submit)."
                            + " Allowed now: " + new TreeSet<>(allowed));
        }
    }

    static Set<String> allowed(SparkConf conf) {
        if (isLocal(conf.get("spark.master", ""))) {
            return TransportProviders.schemes();
        }
        return TransportProviders.allowed(Arrays.asList(conf.get(ALLOWED, "").split(",", -1)));
    }

    /** {@code local}, {@code local[4]}, but not {@code local-cluster[...]}. */
    private static boolean isLocal(String master) {
        return master.equals("local") || master.startsWith("local[");
    }
}
