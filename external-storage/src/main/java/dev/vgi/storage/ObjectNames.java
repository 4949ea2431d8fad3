package dev.vgi.storage;

import dev.vgi.VgiException;
import dev.vgi.net.ContentCoding;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** Names of new objects: a fixed prefix, 160 random bits and an ending that tells the coding. */
final class ObjectNames {
    /** What no store and no URL needs to escape, and no client resolves. */
    private static final Pattern PREFIX = Pattern.compile("(?!/)[A-Za-z0-9_./-]{0,512}");

    private static final Pattern DOT_SEGMENT = Pattern.compile("(?:.*/)?\\./.*");

    private static final int RANDOM_BYTES = 20;

    private final SecureRandom random = new SecureRandom();
    private final String prefix;

    /** @throws VgiException INVALID_ARGUMENT for a prefix that would need escaping */
    ObjectNames(String prefix) {
        if (!PREFIX.matcher(prefix).matches()
                || prefix.contains("..")
                || prefix.contains("//")
                || DOT_SEGMENT.matcher(prefix).matches()) {
            throw VgiException.invalidArgument("prefix is '" + prefix
                    + "', expected at most 512 letters, digits and _ . / -, not starting with a slash, as in vgi-rpc/");
        }
        this.prefix = prefix;
    }

    String next(ContentCoding coding) {
        byte[] bytes = new byte[RANDOM_BYTES];
        random.nextBytes(bytes);
        String ending =
                switch (coding) {
                    case IDENTITY -> ".arrow";
                    case ZSTD -> ".arrow.zst";
                    case GZIP -> ".arrow.gz";
                };
        return prefix + HexFormat.of().formatHex(bytes) + ending;
    }
}
