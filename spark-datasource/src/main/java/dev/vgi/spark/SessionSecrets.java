package dev.vgi.spark;

import dev.vgi.VgiException;
import java.util.List;
import java.util.Locale;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import scala.Option;

/**
 * Credentials among a session's defaults. Spark gives each job the session's settings as properties, and its event log
 * hides only those of them that the application was started with.
 */
final class SessionSecrets {
    private static final String DEFAULTS = "spark.datasource.vgi.";
    private static final List<VgiOption> SECRETS =
            List.of(VgiOption.BEARER_TOKEN, VgiOption.SECRET_HEADER, VgiOption.TRUST_STORE_PASSWORD);

    private SessionSecrets() {}

    /**
     * For the driver.
     *
     * @throws VgiException INVALID_ARGUMENT for a credential that was set in the running session
     */
    static void refuse() {
        Option<SparkSession> session = SparkSession.getActiveSession();
        if (session.isEmpty()) {
            return;
        }
        SparkConf started = session.get().sparkContext().getConf();
        session.get().conf().getAll().keysIterator().foreach(name -> {
            if (isSecret(name) && !started.contains(name)) {
                throw VgiException.invalidArgument(
                        "'" + name + "' is set in the session, and Spark writes such settings"
                                + " into its event log with every job: unset it, and give the credential as an option of the"
                                + " read, or where the application is started (--conf, spark-defaults.conf)");
            }
            return null;
        });
    }

    private static boolean isSecret(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return SECRETS.stream()
                .map(option -> DEFAULTS + option.key().toLowerCase(Locale.ROOT))
                .anyMatch(key -> key.endsWith(".") ? lower.startsWith(key) : lower.equals(key));
    }
}
