package dev.vgi.flink;

import dev.vgi.Code;
import dev.vgi.VgiException;
import dev.vgi.transport.Address;
import dev.vgi.transport.TransportProviders;
import java.io.Serializable;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.DeploymentOptions;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Which addresses a job may use. Some run a program or load a class, so the configuration of the cluster must allow
 * them, which no query can change. Only where a job runs in the very process that planned it, as on a mini cluster,
 * there is nobody else to protect.
 *
 * <p>Made where the job is planned, and travels with it.
 */
public final class Schemes implements Serializable {
    private static final long serialVersionUID = 1L;

    /** One for all class loaders of a JVM, and no two JVMs have the same. */
    private static final String PROCESS = "dev.vgi.flink.process";

    private static final String NOWHERE = "";
    private static final Set<String> LOCAL_TARGETS = Set.of("local", "minicluster");

    private final String plannedIn;

    private Schemes(String plannedIn) {
        this.plannedIn = plannedIn;
    }

    /** For a job that is planned now, by this thread. */
    public static Schemes planned() {
        String target = StreamExecutionEnvironment.getExecutionEnvironment()
                .getConfiguration()
                .get(DeploymentOptions.TARGET);
        // A job manager that runs the program of an application plans its job, too, but the cluster is not its own.
        return new Schemes(target != null && LOCAL_TARGETS.contains(target) ? thisProcess() : NOWHERE);
    }

    private static String thisProcess() {
        return String.valueOf(System.getProperties()
                .computeIfAbsent(PROCESS, missing -> UUID.randomUUID().toString()));
    }

    /**
     * Checks an address, or several, before it is used, in the process that uses it.
     *
     * @throws VgiException PERMISSION_DENIED for a scheme that is not allowed here
     */
    public void check(String url) {
        if (!plannedIn.equals(thisProcess())) {
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
                            + ":' run code on the cluster, so they are allowed only on a mini cluster in the process that"
                            + " planned the job, or where the cluster's configuration (config.yaml) says so: "
                            + VgiConnectorOptions.ALLOWED_SCHEMES.key() + ": " + address.scheme() + ". Allowed now: "
                            + new TreeSet<>(allowed));
        }
    }

    static Set<String> allowed(Configuration cluster) {
        return TransportProviders.allowed(cluster.get(VgiConnectorOptions.ALLOWED_SCHEMES));
    }
}
