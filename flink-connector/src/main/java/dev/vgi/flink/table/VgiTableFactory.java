package dev.vgi.flink.table;

import dev.vgi.connector.options.Misspellings;
import dev.vgi.flink.ExchangeOptions;
import dev.vgi.flink.VgiConnectorOptions;
import dev.vgi.flink.source.ScanOptions;
import dev.vgi.flink.source.WorkerColumns;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.table.connector.source.DynamicTableSource;
import org.apache.flink.table.connector.source.lookup.LookupOptions;
import org.apache.flink.table.factories.DynamicTableSourceFactory;
import org.apache.flink.table.factories.FactoryUtil;

/** {@code 'connector' = 'vgi'}: a worker's method as a table. {@link VgiConnectorOptions} has the options. */
public final class VgiTableFactory implements DynamicTableSourceFactory {
    private static final String IDENTIFIER = "vgi";

    @Override
    public String factoryIdentifier() {
        return IDENTIFIER;
    }

    @Override
    public Set<ConfigOption<?>> requiredOptions() {
        return Set.of(VgiConnectorOptions.URL, VgiConnectorOptions.METHOD);
    }

    @Override
    public Set<ConfigOption<?>> optionalOptions() {
        Set<ConfigOption<?>> optional = new LinkedHashSet<>(VgiConnectorOptions.all());
        optional.removeAll(requiredOptions());
        optional.remove(VgiConnectorOptions.ARG);
        optional.remove(VgiConnectorOptions.HEADER);
        optional.remove(VgiConnectorOptions.SECRET_HEADER);
        optional.addAll(ExchangeOptions.ofBoth());
        optional.addAll(ExchangeOptions.ofTables());
        optional.add(LookupOptions.CACHE_TYPE);
        optional.add(LookupOptions.PARTIAL_CACHE_MAX_ROWS);
        optional.add(LookupOptions.PARTIAL_CACHE_EXPIRE_AFTER_ACCESS);
        optional.add(LookupOptions.PARTIAL_CACHE_EXPIRE_AFTER_WRITE);
        optional.add(LookupOptions.PARTIAL_CACHE_CACHE_MISSING_KEY);
        optional.add(FactoryUtil.SOURCE_PARALLELISM);
        optional.add(FactoryUtil.SOURCE_IDLE_TIMEOUT);
        optional.add(FactoryUtil.WATERMARK_EMIT_STRATEGY);
        optional.add(FactoryUtil.WATERMARK_ALIGNMENT_GROUP);
        optional.add(FactoryUtil.WATERMARK_ALIGNMENT_MAX_DRIFT);
        optional.add(FactoryUtil.WATERMARK_ALIGNMENT_UPDATE_INTERVAL);
        return optional;
    }

    /** Flink lists all options where a name is wrong; a misspelt one is better told by the option that was meant. */
    private void checkNames(Set<String> names) {
        Set<String> known = new LinkedHashSet<>();
        Stream.of(requiredOptions(), optionalOptions(), Set.of(FactoryUtil.CONNECTOR, FactoryUtil.PROPERTY_VERSION))
                .flatMap(Set::stream)
                .forEach(option -> {
                    known.add(option.key());
                    option.fallbackKeys().forEach(fallback -> known.add(fallback.getKey()));
                });
        for (String name : names) {
            if (!known.contains(name)
                    && !VgiConnectorOptions.isPrefixed(name)
                    && Misspellings.meant(name, known).isPresent()) {
                throw Misspellings.unknown(name, known);
            }
        }
    }

    @Override
    public DynamicTableSource createDynamicTableSource(Context context) {
        checkNames(context.getCatalogTable().getOptions().keySet());
        FactoryUtil.TableFactoryHelper helper = FactoryUtil.createTableFactoryHelper(this, context);
        helper.validateExcept(
                VgiConnectorOptions.ARG.key(),
                VgiConnectorOptions.HEADER.key(),
                VgiConnectorOptions.SECRET_HEADER.key());
        Map<String, String> options = Map.copyOf(context.getCatalogTable().getOptions());
        if (context.getPhysicalRowDataType().getChildren().isEmpty()) {
            throw WorkerColumns.missing(context.getObjectIdentifier().asSummaryString(), ScanOptions.plan(options));
        }
        return new VgiTableSource(
                options,
                context.getPhysicalRowDataType(),
                helper.getOptions().getOptional(FactoryUtil.SOURCE_PARALLELISM).orElse(null),
                context.getObjectIdentifier().asSummaryString(),
                context.getConfiguration());
    }
}
