package dev.vgi.connector.options;

import dev.vgi.VgiException;
import dev.vgi.client.connect.ClientBuilder;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Credentials that stay out of what travels with a query: a properties file on each machine, with the keys
 * {@code auth.bearer-token}, {@code header.<name>}, {@code secret-header.<name>}, which is the same here, and
 * {@code trust-store.password}. Errors name the file and its keys, no values, nor a line that may be one.
 */
final class CredentialsFile {
    private static final String TOKEN = "auth.bearer-token";
    private static final Pattern HEADER = Pattern.compile("(?:secret-)?header\\.(.+)");

    /** What a key may look like. Whatever else takes its place may be the credential itself. */
    private static final Pattern KEY = Pattern.compile("[a-z][a-z.-]{0,40}");

    private static final String STORE_PASSWORD = "trust-store.password";

    private final Path path;
    private final Map<String, String> entries;

    private CredentialsFile(Path path, Map<String, String> entries) {
        this.path = path;
        this.entries = entries;
    }

    /**
     * Reads it as it is now.
     *
     * @throws VgiException INVALID_ARGUMENT where this machine has no such file, or it has another key
     */
    static CredentialsFile read(Path path) {
        var properties = new Properties();
        try (Reader reader = Files.newBufferedReader(path)) {
            properties.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            throw VgiException.invalidArgument("the credentials file '" + path + "' cannot be read on this machine ("
                    + e.getClass().getSimpleName()
                    + "), expected a properties file that every machine has: the one that"
                    + " plans the query, and those that run it");
        }
        var entries = new TreeMap<String, String>();
        for (String key : properties.stringPropertyNames()) {
            if (!HEADER.matcher(key).matches() && !key.equals(TOKEN) && !key.equals(STORE_PASSWORD)) {
                String found = KEY.matcher(key).matches()
                                && !properties.getProperty(key).isBlank()
                        ? "the key '" + key + "'"
                        : "a line that is no 'key = value'";
                throw VgiException.invalidArgument("the credentials file '" + path + "' has " + found + ", expected "
                        + TOKEN + ", header.<name>, secret-header.<name> or " + STORE_PASSWORD);
            }
            entries.put(key, properties.getProperty(key).strip());
        }
        return new CredentialsFile(path, entries);
    }

    /** Gives a client what the file has; the token as it is at each request. */
    void applyTo(ClientBuilder builder) {
        if (entries.containsKey(TOKEN)) {
            builder.bearerToken(() -> read(path).entries.get(TOKEN));
        }
        entries.forEach((key, value) -> {
            Matcher header = HEADER.matcher(key);
            if (header.matches()) {
                builder.header(header.group(1), value);
            }
        });
    }

    @Nullable
    String storePassword() {
        return entries.get(STORE_PASSWORD);
    }
}
