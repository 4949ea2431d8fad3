package dev.vgi.spark;

import dev.vgi.client.Client;
import dev.vgi.connector.plan.ResolvedMethod;
import java.util.Optional;
import org.apache.spark.sql.connector.read.Scan;
import org.apache.spark.sql.connector.read.SupportsPushDownLimit;
import org.apache.spark.sql.connector.read.SupportsPushDownRequiredColumns;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** Collects what the query needs. The worker is told as much of it as its method has parameters for. */
final class VgiScanBuilder implements SupportsPushDownRequiredColumns, SupportsPushDownLimit {
    private final ReadOptions options;
    private final StructType schema;
    private @Nullable ResolvedMethod method;
    private StructType required;
    private Optional<Integer> limit = Optional.empty();

    VgiScanBuilder(ReadOptions options, StructType schema) {
        this.options = options;
        this.schema = schema;
        this.required = schema;
    }

    /**
     * Spark may ask for parts of a struct, but vectors keep all of its fields, which Spark reads by position: columns
     * are left out as a whole, or not at all.
     */
    @Override
    public void pruneColumns(StructType columns) {
        StructField[] whole = new StructField[columns.size()];
        for (int i = 0; i < whole.length; i++) {
            whole[i] = schema.apply(columns.fields()[i].name());
        }
        required = new StructType(whole);
    }

    @Override
    public boolean pushLimit(int rows) {
        boolean bound = limitParameter(method()).isPresent();
        limit = bound ? Optional.of(rows) : Optional.empty();
        return bound;
    }

    /** Each partition sends up to the limit, and a worker may ignore it: Spark keeps its own. */
    @Override
    public boolean isPartiallyPushed() {
        return true;
    }

    @Override
    public Scan build() {
        ResolvedMethod planned = method();
        Optional<String> columns =
                options.columnsParameter().forColumns(planned, options.call().arguments());
        return new VgiScan(
                options,
                planned,
                required,
                columns,
                limit.isPresent() ? limitParameter(planned) : Optional.empty(),
                limit,
                isColumnar());
    }

    private boolean isColumnar() {
        return switch (options.columnar()) {
            case TRUE -> true;
            case FALSE -> false;
            case AUTO -> Codegen.closesBatches(required);
        };
    }

    private Optional<String> limitParameter(ResolvedMethod planned) {
        return options.limitParameter().forRows(planned, options.call().arguments());
    }

    private ResolvedMethod method() {
        ResolvedMethod known = method;
        if (known == null) {
            try (Client client = ClientPool.fresh(options.connection())) {
                known = Errors.ADVICE.on(() -> ResolvedMethod.plan(client, options.connection(), options.call()));
            }
            method = known;
        }
        return known;
    }
}
