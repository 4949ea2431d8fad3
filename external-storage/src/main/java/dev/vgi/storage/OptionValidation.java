package dev.vgi.storage;

import dev.vgi.Code;
import dev.vgi.Redaction;
import dev.vgi.VgiException;
import java.net.URI;

/** Checks of options, each with an error that names the option and what it may be. */
final class OptionValidation {
    private OptionValidation() {}

    static String text(String option, String value) {
        if (value.isBlank()) {
            throw VgiException.invalidArgument(option + " is empty, expected a name");
        }
        return value;
    }

    /** {@code scheme://host[:port]}, without what would hide credentials or be lost in signing. */
    static URI endpoint(URI value) {
        boolean web = "http".equals(value.getScheme()) || "https".equals(value.getScheme());
        String path = value.getRawPath();
        if (!web
                || value.getHost() == null
                || value.getRawUserInfo() != null
                || value.getRawQuery() != null
                || (path != null && !path.isEmpty() && !path.equals("/"))) {
            throw VgiException.invalidArgument("endpoint is " + Redaction.refused(value.toString())
                    + ", expected scheme and host alone, as in https://storage.example.com:9000");
        }
        return URI.create(value.getScheme() + "://" + value.getRawAuthority());
    }

    /** An SDK that the user adds himself, because both together would weigh 70 MB. */
    static void library(String storage, String className, String artifacts) {
        try {
            Class.forName(className, false, OptionValidation.class.getClassLoader());
        } catch (ClassNotFoundException | LinkageError e) {
            throw VgiException.of(
                    Code.FAILED_PRECONDITION,
                    storage + " found no class " + className + ", expected " + artifacts
                            + " on the class path: add it to your build",
                    e);
        }
    }
}
