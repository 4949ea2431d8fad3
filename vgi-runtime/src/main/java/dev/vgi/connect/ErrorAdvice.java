package dev.vgi.connect;

import dev.vgi.Code;
import dev.vgi.Setting;
import dev.vgi.VgiException;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Errors as a connector's users can act on them: with the connector's names for the client's settings, and, where a worker
 * refuses what an option decides, with that option. Other errors stay as they are.
 *
 * @param names the connector's option for each setting
 * @param columns what decides which columns an exchange is sent
 */
public record ErrorAdvice(Function<Setting, String> names, String columns) {
    private static final String VERSION_MISMATCH = "protocol_version_mismatch";

    /** How workers refuse the columns of an exchange; they give no kind. */
    private static final String COLUMN_MISMATCH = "Input schema mismatch: ";

    /** Of a client. */
    public VgiException of(VgiException e) {
        return Setting.renamed(e, names);
    }

    /**
     * Of a call.
     *
     * @param method its name
     * @param version the version of the protocol that was asked for; null for none
     */
    public VgiException of(VgiException e, String method, @Nullable String version) {
        if (!e.isRemote() || !e.kind().equals(VERSION_MISMATCH) || version != null) {
            return of(e);
        }
        return VgiException.builder(
                        e.code(),
                        "the protocol of " + method + " has a version, and without reflection only the query can"
                                + " say which one it is for: set the " + named(Setting.PROTOCOL_VERSION)
                                + ". The worker says: " + e.remoteMessage())
                .kind(e.kind())
                .url(e.url())
                .cause(e)
                .build();
    }

    /**
     * Of an exchange.
     *
     * @param sent the columns that it is sent
     */
    public VgiException ofExchange(VgiException e, PlannedMethod method, List<String> sent) {
        if (!e.isRemote() || !e.remoteMessage().contains(COLUMN_MISMATCH)) {
            return of(e, method.name(), method.protocolVersion());
        }
        return VgiException.builder(
                        Code.INVALID_ARGUMENT,
                        method.name() + " refuses the columns " + sent + ", which are those of " + columns
                                + ". A worker takes exactly the columns that its method declares. It says: "
                                + e.remoteMessage())
                .kind(e.kind())
                .url(e.url())
                .cause(e)
                .build();
    }

    /** Does what a client does, and advises on its error. */
    public <T> T on(Supplier<T> work) {
        try {
            return work.get();
        } catch (VgiException e) {
            throw of(e);
        }
    }

    private String named(Setting setting) {
        return "option '" + names.apply(setting) + "'";
    }
}
