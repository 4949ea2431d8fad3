package dev.vgi.flink.source;

import dev.vgi.VgiException;
import dev.vgi.connector.options.Misspellings;
import dev.vgi.flink.VgiConnectorOptions;
import dev.vgi.types.Values;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.types.Row;
import org.jspecify.annotations.Nullable;

/** The settings of a {@link VgiSource}: the options of a table, some of them by methods. Used by one thread. */
public final class VgiSourceBuilder {
    private final Configuration options = new Configuration();
    private final Map<String, @Nullable Object> arguments = new LinkedHashMap<>();

    VgiSourceBuilder() {}

    /** Where the worker is; required. */
    public VgiSourceBuilder url(String address) {
        return option(VgiConnectorOptions.URL, address);
    }

    /**
     * The producer: {@code Protocol/method}, or {@code method} alone where reflection shows which is meant; required.
     */
    public VgiSourceBuilder method(String name) {
        return option(VgiConnectorOptions.METHOD, name);
    }

    /** One argument of the producer: a natural Java object, or its JSON form. */
    public VgiSourceBuilder arg(String name, @Nullable Object value) {
        arguments.put(name, value);
        return this;
    }

    /**
     * A producer that lists the splits: each row is one, and its columns are arguments. Without it there is one split.
     */
    public VgiSourceBuilder splitsMethod(String name) {
        return option(VgiConnectorOptions.SPLITS_METHOD, name);
    }

    /** One split for each of these arguments. */
    public VgiSourceBuilder splits(List<? extends Map<String, ?>> argumentsOfEach) {
        return option(
                VgiConnectorOptions.SPLITS_LIST,
                argumentsOfEach.stream().map(Values::toJson).collect(Collectors.joining(",", "[", "]")));
    }

    /** Any of {@link VgiConnectorOptions}. */
    public <V> VgiSourceBuilder option(ConfigOption<V> option, V value) {
        options.set(option, value);
        return this;
    }

    /** Further options by their names, as in SQL. A name that is none is an error when the source is made. */
    public VgiSourceBuilder options(Map<String, String> given) {
        given.forEach(options::setString);
        return this;
    }

    /**
     * A source of Java records, whose components are columns: the worker is asked for these, and sends them in any
     * order.
     *
     * @throws VgiException INVALID_ARGUMENT for wrong settings
     */
    public <T extends Record> VgiSource<T> records(Class<T> type) {
        if (type.getRecordComponents().length == 0) {
            throw VgiException.invalidArgument(
                    type.getName() + " has no components, which are the columns to read, expected at least one");
        }
        RecordFormat<T> format = new RecordFormat<>(type);
        return new VgiSource<>(plan().withColumns(format.columns()), format);
    }

    /**
     * A source of rows of Java objects.
     *
     * @param columns a row type, such as {@code DataTypes.ROW(DataTypes.FIELD("carrier", DataTypes.STRING()), ...)}:
     *     some or all of the worker's columns, in any order
     * @throws VgiException INVALID_ARGUMENT for wrong settings
     */
    public VgiSource<Row> rows(DataType columns) {
        return new VgiSource<>(plan().withColumns(rowType(columns).getFieldNames()), new ExternalRowFormat(columns));
    }

    /**
     * A source of Flink's internal rows, the fastest: each is a view of a batch, and is valid until the next one is
     * emitted.
     *
     * @param columns as for {@link #rows}
     * @throws VgiException INVALID_ARGUMENT for wrong settings
     */
    public VgiSource<RowData> rowData(DataType columns) {
        RowType type = rowType(columns);
        return VgiSource.of(plan().withColumns(type.getFieldNames()), type);
    }

    private ScanPlan plan() {
        checkNames();
        Configuration all = new Configuration(options);
        if (!arguments.isEmpty()) {
            if (options.contains(VgiConnectorOptions.ARGS)) {
                throw VgiException.invalidArgument(
                        "arguments are given by arg(...) and by option 'args', expected one of them");
            }
            all.set(VgiConnectorOptions.ARGS, Values.toJson(arguments));
        }
        return ScanOptions.plan(all.toMap());
    }

    private void checkNames() {
        Set<String> known = VgiConnectorOptions.all().stream()
                .map(ConfigOption::key)
                .collect(Collectors.toCollection(TreeSet::new));
        for (String name : options.keySet()) {
            if (!VgiConnectorOptions.isPrefixed(name) && !known.contains(name)) {
                throw Misspellings.unknown(name, known);
            }
        }
    }

    private static RowType rowType(DataType columns) {
        if (columns.getLogicalType() instanceof RowType type && type.getFieldCount() > 0) {
            return type;
        }
        throw VgiException.invalidArgument(
                "the columns are " + columns + ", expected a row type with at least one column: DataTypes.ROW(...)");
    }
}
