package dev.vgi.spark;

import dev.vgi.VgiException;
import dev.vgi.arrow.Batch;
import dev.vgi.client.Client;
import dev.vgi.client.Method;
import dev.vgi.client.ProducerStream;
import dev.vgi.types.Values;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.arrow.vector.types.pojo.Field;
import org.jspecify.annotations.Nullable;

/** Finds the splits of a read: those that the worker lists, those that the user lists, or one. */
final class Splits {
    private static final String URL = "vgi_url";
    private static final String HOST = "vgi_host";
    private static final Set<String> RESERVED = Set.of(URL, HOST, "vgi_rows", "vgi_bytes");

    private static final Map<String, @Nullable Object> NO_ARGUMENTS = Collections.emptyMap();

    private final Client client;
    private final ReadOptions options;
    private final Map<String, @Nullable Object> arguments;

    Splits(Client client, ReadOptions options, PlannedMethod method) {
        this.client = client;
        this.options = options;
        this.arguments = options.call().arguments().resolve(method.parameters());
    }

    /** The first split, which stands for all when the schema is asked for; the bare arguments where there is none. */
    Split first() {
        return list(1).stream().findFirst().orElseGet(() -> split(NO_ARGUMENTS));
    }

    List<Split> all() {
        return list(Integer.MAX_VALUE);
    }

    private List<Split> list(int most) {
        if (options.splitsMethod().isPresent()) {
            return listed(options.splitsMethod().get(), most);
        }
        if (options.partitions().isEmpty()) {
            return List.of(split(NO_ARGUMENTS));
        }
        List<Split> splits = new ArrayList<>();
        for (Map<String, @Nullable Object> row : options.partitions().get()) {
            if (splits.size() < most) {
                splits.add(split(checked(row, "option 'partitions'")));
            }
        }
        return splits;
    }

    private List<Split> listed(String name, int most) {
        Method method = client.method(name)
                .options(options.call().settings().callOptions())
                .args(options.splitsArgs());
        List<Split> splits = new ArrayList<>();
        try (ProducerStream stream = method.open()) {
            checkReserved(stream.schema().getFields(), name);
            while (splits.size() < most) {
                try (Batch rows = stream.next()) {
                    if (rows == null) {
                        break;
                    }
                    for (int row = 0; row < rows.rowCount() && splits.size() < most; row++) {
                        Map<String, @Nullable Object> values = new LinkedHashMap<>();
                        values.putAll(Values.row(rows, row));
                        splits.add(split(checked(values, name)));
                    }
                }
            }
        }
        return splits;
    }

    /** A split's row must not contradict the arguments that hold for all. */
    private Map<String, @Nullable Object> checked(Map<String, @Nullable Object> row, String origin) {
        for (String name : row.keySet()) {
            if (arguments.containsKey(name)) {
                throw VgiException.invalidArgument("argument '" + name + "' is given for the whole read and by "
                        + origin + " for each split, expected one of them");
            }
        }
        return row;
    }

    private static void checkReserved(List<Field> columns, String method) {
        for (Field column : columns) {
            if (column.getName().startsWith("vgi_") && !RESERVED.contains(column.getName())) {
                throw VgiException.invalidArgument(method + " gives the column '" + column.getName()
                        + "', expected arguments of the read method, or one of " + RESERVED);
            }
        }
    }

    private Split split(Map<String, @Nullable Object> row) {
        Map<String, @Nullable Object> all = new LinkedHashMap<>();
        all.putAll(arguments);
        row.forEach((name, value) -> {
            if (!RESERVED.contains(name)) {
                all.put(name, value == null || value instanceof Serializable ? value : value.toString());
            }
        });
        return new Split(
                all, Optional.ofNullable(row.get(URL)).map(String::valueOf).orElse(null), hosts(row.get(HOST)));
    }

    private static List<String> hosts(@Nullable Object value) {
        if (value == null) {
            return List.of();
        }
        return value instanceof List<?> hosts
                ? hosts.stream().map(String::valueOf).toList()
                : List.of(String.valueOf(value));
    }
}
