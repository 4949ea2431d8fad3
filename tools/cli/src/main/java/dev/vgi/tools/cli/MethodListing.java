package dev.vgi.tools.cli;

import dev.vgi.protocol.Idempotency;
import dev.vgi.protocol.MethodDescription;
import dev.vgi.protocol.MethodKind;
import dev.vgi.protocol.ProtocolSummary;
import dev.vgi.protocol.ServiceDescription;
import dev.vgi.types.SchemaText;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** Prints protocols: one line for each method where it fits, otherwise some more. */
final class MethodListing {
    private static final int PLAIN_WIDTH = 120;
    private static final String GAP = "  ";

    private final PrintStream out;
    private final int width;

    /** @param columns the terminal's; 0 for none */
    MethodListing(PrintStream out, int columns) {
        this.out = out;
        this.width = columns == 0 ? PLAIN_WIDTH : columns;
    }

    void print(ServiceDescription service) {
        ProtocolSummary summary = service.summary();
        out.println();
        out.println(summary.name()
                + (summary.version().isEmpty() ? ", no version" : " " + summary.version())
                + deprecation(summary.deprecation()));
        out.println(GAP + "hash " + summary.hash());
        out.println();
        int names = service.methods().stream()
                .mapToInt(method -> method.name().length())
                .max()
                .orElse(0);
        int kinds = MethodKind.EXCHANGE.name().length();
        for (MethodDescription method : service.methods()) {
            String kind = method.kind().name().toLowerCase(Locale.ROOT);
            String start = GAP + pad(method.name(), names) + GAP + pad(kind, kinds) + GAP;
            print(start, method);
        }
    }

    private void print(String start, MethodDescription method) {
        List<List<String>> parts = parts(method);
        String line = start + parts.stream().map(part -> String.join(" ", part)).collect(Collectors.joining(" "));
        if (line.length() <= width) {
            out.println(line);
            return;
        }
        String lead = start;
        for (List<String> part : parts) {
            wrapped(lead, part).forEach(out::println);
            lead = " ".repeat(start.length()) + GAP;
        }
    }

    /** The parameters, the result, the header and the notes of a method, as far as it has them; each in pieces. */
    private static List<List<String>> parts(MethodDescription method) {
        List<List<String>> parts = new ArrayList<>();
        parts.add(pieces("(", method.parameters()));
        Schema result = method.result();
        if (result != null) {
            Field only = result.getFields().get(0);
            parts.add(List.of("-> " + SchemaText.typeOf(only) + (only.isNullable() ? "" : " NOT NULL")));
        }
        Schema header = method.header();
        if (header != null) {
            parts.add(pieces("with header (", header));
        }
        if (method.idempotency() != Idempotency.UNKNOWN) {
            parts.add(List.of("[" + method.idempotency().wireName().replace('_', ' ') + "]"));
        }
        if (method.deprecation() != null) {
            parts.add(List.of(deprecation(method.deprecation()).strip()));
        }
        return parts;
    }

    private static List<String> pieces(String open, Schema schema) {
        List<String> pieces = new ArrayList<>(
                schema.getFields().stream().map(SchemaText::print).toList());
        if (pieces.isEmpty()) {
            return List.of(open + ")");
        }
        int last = pieces.size() - 1;
        pieces.replaceAll(piece -> piece + ",");
        pieces.set(0, open + pieces.get(0));
        pieces.set(last, pieces.get(last).substring(0, pieces.get(last).length() - 1) + ")");
        return pieces;
    }

    /** As many pieces on each line as fit; further lines begin behind the bracket of the first. */
    private List<String> wrapped(String start, List<String> pieces) {
        String margin = " ".repeat(start.length() + pieces.get(0).indexOf('(') + 1);
        List<String> lines = new ArrayList<>();
        String line = start + pieces.get(0);
        for (String piece : pieces.subList(1, pieces.size())) {
            if (line.length() + 1 + piece.length() <= width) {
                line += " " + piece;
            } else {
                lines.add(line);
                line = margin + piece;
            }
        }
        lines.add(line);
        return lines;
    }

    /** @param message what to use instead; empty where the worker does not say; null where nothing is deprecated */
    private static String deprecation(@Nullable String message) {
        if (message == null) {
            return "";
        }
        return message.isEmpty() ? " [deprecated]" : " [deprecated: " + message + "]";
    }

    private static String pad(String text, int length) {
        return text + " ".repeat(length - text.length());
    }
}
