package dev.vgi.connector.plan;

import dev.vgi.VgiException;
import dev.vgi.arrow.Batch;
import dev.vgi.client.Client;
import dev.vgi.client.ProducerStream;
import dev.vgi.connector.options.ClientSpec;
import dev.vgi.types.Values;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.arrow.vector.types.pojo.Field;
import org.jspecify.annotations.Nullable;

/**
 * Where the splits of a read come from: a method of the worker lists them, the user does, or there is one.
 *
 * @param method the producer that lists them, {@code Protocol/method}; null where none does
 * @param methodArguments its arguments
 * @param listed the arguments of each split, where the user lists them
 * @param origin what errors call the list, such as {@code option 'partitions'}
 */
public record SplitPlan(
        @Nullable String method, Map<String, ?> methodArguments, List<? extends Map<String, ?>> listed, String origin)
        implements Serializable {
    private static final String URL = "vgi_url";
    private static final String HOST = "vgi_host";
    private static final Set<String> RESERVED = Set.of(URL, HOST, "vgi_rows", "vgi_bytes");

    private static final Map<String, ?> NO_ARGUMENTS = Collections.emptyMap();

    /** The whole read as one split. */
    public static SplitPlan one() {
        return new SplitPlan(null, NO_ARGUMENTS, List.of(NO_ARGUMENTS), "");
    }

    /** A split for each of these arguments. */
    public static SplitPlan list(List<? extends Map<String, ?>> arguments, String origin) {
        return new SplitPlan(null, NO_ARGUMENTS, arguments, origin);
    }

    /** A split for each row of this producer, whose columns are arguments of the method that is read. */
    public static SplitPlan method(String name, Map<String, ?> arguments) {
        return new SplitPlan(name, arguments, List.of(), name);
    }

    /** The connection with the addresses of splits that the user lists as his own. */
    public ClientSpec given(ClientSpec connection) {
        return connection.withGiven(listed.stream()
                .flatMap(row -> Stream.ofNullable(row.get(URL)))
                .map(String::valueOf)
                .collect(Collectors.toSet()));
    }

    /**
     * The splits, in the order of the list.
     *
     * @param client of the worker that is read
     * @param call what the user asks for; its arguments hold for every split
     * @param planned the method as it was found
     * @param most how many are enough
     * @throws VgiException INVALID_ARGUMENT where a split's arguments contradict those that hold for all;
     *     PERMISSION_DENIED where the worker names an address that only the user may give
     */
    public List<Split> splits(Client client, MethodCall call, ResolvedMethod planned, int most) {
        Map<String, ?> common = call.arguments().resolve(planned.parameters());
        if (method != null) {
            return ofWorker(client, call, planned, common, method, most);
        }
        List<Split> splits = new ArrayList<>();
        for (Map<String, ?> row : listed) {
            if (splits.size() < most) {
                splits.add(split(row, common));
            }
        }
        return splits;
    }

    /** The arguments that hold for all, as the one split of a read that lists none. */
    public static Split bare(MethodCall call, ResolvedMethod planned) {
        return one().split(NO_ARGUMENTS, call.arguments().resolve(planned.parameters()));
    }

    private List<Split> ofWorker(
            Client client, MethodCall call, ResolvedMethod planned, Map<String, ?> common, String name, int most) {
        List<Split> splits = new ArrayList<>();
        try (ProducerStream stream = client.method(name)
                .options(call.settings().callOptions())
                .args(methodArguments)
                .open()) {
            checkReserved(stream.schema().getFields(), name);
            while (splits.size() < most) {
                try (Batch rows = stream.next()) {
                    if (rows == null) {
                        break;
                    }
                    for (int row = 0; row < rows.rowCount() && splits.size() < most; row++) {
                        Split split = split(Values.row(rows, row), common);
                        var unused = planned.connection().at(split.url());
                        splits.add(split);
                    }
                }
            }
        }
        return splits;
    }

    private static void checkReserved(List<Field> columns, String method) {
        for (Field column : columns) {
            if (column.getName().startsWith("vgi_") && !RESERVED.contains(column.getName())) {
                throw VgiException.invalidArgument(method + " gives the column '" + column.getName()
                        + "', expected arguments of the read method, or one of " + RESERVED);
            }
        }
    }

    private Split split(Map<String, ?> row, Map<String, ?> common) {
        Map<String, @Nullable Object> all = new LinkedHashMap<>();
        all.putAll(common);
        row.forEach((name, value) -> {
            if (common.containsKey(name)) {
                throw VgiException.invalidArgument("argument '" + name + "' is given for the whole read and by "
                        + origin + " for each split, expected one of them");
            }
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

    /**
     * What is read in one go.
     *
     * @param arguments all arguments of the read method, in serializable form
     * @param url the worker to read it from; null for the read's
     * @param hosts where it is best read
     */
    public record Split(Map<String, ?> arguments, @Nullable String url, List<String> hosts) {}
}
