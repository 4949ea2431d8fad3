package dev.vgi.flink;

import dev.vgi.VgiException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.table.api.config.ExecutionConfigOptions;
import org.apache.flink.table.connector.source.LookupTableSource;
import org.apache.flink.table.connector.source.lookup.LookupOptions;
import org.apache.flink.table.connector.source.lookup.LookupOptions.LookupCacheType;
import org.apache.flink.table.connector.source.lookup.cache.DefaultLookupCache;
import org.apache.flink.table.connector.source.lookup.cache.LookupCache;
import org.apache.flink.table.types.logical.RowType;
import org.jspecify.annotations.Nullable;

/**
 * Plans the lookups of a table whose method is an exchange: those columns of the join's condition that it takes are
 * sent, the others are answered.
 */
public final class LookupJoins {
    /** Flink gives up after its own timeout: ours, whose error says more, comes before. */
    private static final double OURS = 0.9;

    private LookupJoins() {}

    /**
     * What a planner asks a table source for.
     *
     * @param table what errors call the table
     * @param keys the columns of the join's condition, as {@link LookupTableSource.LookupContext#getKeys()} gives them
     * @param produced the table's columns as the query needs them
     * @param options the table's options
     * @param session the session's configuration
     * @throws VgiException INVALID_ARGUMENT for options and columns that do not go together
     */
    public static LookupTableSource.LookupRuntimeProvider plan(
            String table, int[][] keys, RowType produced, Map<String, String> options, ReadableConfig session) {
        LookupColumns columns = LookupColumns.of(keys, produced, table);
        Optional<Set<String>> inputs =
                LookupInputs.declared(options, columns.keys().getFieldNames(), table);
        Duration limit = session.get(ExecutionConfigOptions.TABLE_EXEC_ASYNC_LOOKUP_TIMEOUT);
        var plan = new LookupPlan(
                table,
                new LinkedHashMap<>(options),
                Schemes.planned(),
                inputs.map(columns::sending).orElse(columns),
                inputs.isPresent(),
                session.get(ExecutionConfigOptions.TABLE_EXEC_ASYNC_LOOKUP_BUFFER_CAPACITY),
                "Raise " + ExecutionConfigOptions.TABLE_EXEC_ASYNC_LOOKUP_BUFFER_CAPACITY.key()
                        + ", or for one join the hint /*+ LOOKUP('table'='...', 'async'='true', 'capacity'='...') */",
                Duration.ofMillis((long) (limit.toMillis() * OURS)));
        plan.exchange().check();
        Configuration configuration = Configuration.fromMap(options);
        return LookupProviders.of(plan, cache(configuration), configuration.get(ExchangeOptions.LOOKUP_ASYNC));
    }

    private static @Nullable LookupCache cache(Configuration options) {
        LookupCacheType type = options.get(LookupOptions.CACHE_TYPE);
        if (type == LookupCacheType.FULL) {
            throw VgiException.invalidArgument("option '" + LookupOptions.CACHE_TYPE.key() + "' is 'FULL', and an"
                    + " exchange cannot list what it would answer; expected 'NONE' or 'PARTIAL'");
        }
        return type == LookupCacheType.PARTIAL ? DefaultLookupCache.fromConfig(options) : null;
    }
}
