package dev.vgi.tools.cli;

import dev.vgi.types.Values;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Shows what a unary method returned. */
final class ResultOutput {
    private final PrintStream out;

    ResultOutput(PrintStream out) {
        this.out = out;
    }

    /** @param result as {@code Method.call} gives it: a record is a map */
    void print(@Nullable Object result, CallCommand.Format format) {
        if (format == CallCommand.Format.JSONL) {
            out.println(Values.toJson(json(result)));
        } else if (result instanceof Map<?, ?> record) {
            int names = record.keySet().stream()
                    .mapToInt(name -> String.valueOf(name).length())
                    .max()
                    .orElse(0);
            record.forEach((name, value) ->
                    out.println(name + " ".repeat(names - String.valueOf(name).length()) + "  " + CellText.of(value)));
        } else {
            out.println(CellText.of(result));
        }
        out.flush();
    }

    /** A record is an object of its own; anything else stands under the name that it has on the wire. */
    private static Map<String, ? extends @Nullable Object> json(@Nullable Object result) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        if (result instanceof Map<?, ?> record && record.keySet().stream().allMatch(String.class::isInstance)) {
            record.forEach((name, value) -> object.put((String) name, value));
        } else {
            object.put("result", result);
        }
        return object;
    }
}
