package dev.vgi.tools.conformance.suite;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How many cases of a part pass, and how many are skipped by design.
 *
 * @param passed at least one
 * @param skipped not negative
 */
record Expected(int passed, int skipped) {
    private static final Path FILE = Path.of(System.getProperty("vgi.home"), "tools/conformance/suite/expected.json");

    /** For each lane, in order, and each of its parts, in order: what the runner holds them to. */
    static Map<String, Map<String, Expected>> totals() {
        try {
            return new ObjectMapper()
                    .readValue(FILE.toFile(), new TypeReference<LinkedHashMap<String, Map<String, Expected>>>() {});
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
