package dev.vgi.flink.source;

import dev.vgi.Code;
import dev.vgi.Durations;
import dev.vgi.VgiException;
import dev.vgi.connector.options.ClientSpec;
import dev.vgi.connector.plan.MethodCall;
import dev.vgi.connector.plan.PushdownParameter;
import dev.vgi.connector.plan.SplitPlan;
import dev.vgi.flink.Schemes;
import dev.vgi.flink.VgiConnectorOptions;
import dev.vgi.flink.VgiConnectorOptions.ExpiryPolicy;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.configuration.ConfigOption;
import org.jspecify.annotations.Nullable;

/**
 * What a source reads, and how it goes on.
 *
 * @param connection how the worker is reached
 * @param schemes which addresses it may use
 * @param call the producer
 * @param splits where its splits come from
 * @param discoveryInterval how often they are listed; null for once
 * @param boundedness whether it ends
 * @param policy how a split goes on without a token
 * @param tokenLifetime how long the worker honours a token; zero for ever
 * @param cursorColumn the column of the cursor; null without one
 * @param cursorParam the parameter of the cursor; null without one
 * @param columnsParam the parameter that is told the columns
 * @param limitParam the parameter that is told the limit
 * @param columns the columns that are read; null for all
 * @param limit how many rows are enough; null for all
 */
public record ScanPlan(
        ClientSpec connection,
        Schemes schemes,
        MethodCall call,
        SplitPlan splits,
        @Nullable Duration discoveryInterval,
        Boundedness boundedness,
        ExpiryPolicy policy,
        Duration tokenLifetime,
        @Nullable String cursorColumn,
        @Nullable String cursorParam,
        PushdownParameter columnsParam,
        PushdownParameter limitParam,
        @Nullable List<String> columns,
        @Nullable Long limit)
        implements Serializable {

    /** @throws VgiException INVALID_ARGUMENT for settings that contradict each other, or promise what cannot be kept */
    public ScanPlan {
        boolean hasCursor = cursorColumn != null && cursorParam != null;
        if (policy == ExpiryPolicy.CURSOR && !hasCursor) {
            throw VgiException.invalidArgument(named(VgiConnectorOptions.EXPIRY_POLICY) + " is 'cursor', which needs "
                    + named(VgiConnectorOptions.CURSOR_COLUMN) + " and " + named(VgiConnectorOptions.CURSOR_PARAM));
        }
        if (policy != ExpiryPolicy.CURSOR && (cursorColumn != null || cursorParam != null)) {
            throw VgiException.invalidArgument(named(VgiConnectorOptions.CURSOR_COLUMN) + " and "
                    + named(VgiConnectorOptions.CURSOR_PARAM) + " have an effect only with "
                    + named(VgiConnectorOptions.EXPIRY_POLICY) + " 'cursor', and it is '" + policy + "'");
        }
        if (boundedness == Boundedness.BOUNDED && discoveryInterval != null) {
            throw VgiException.invalidArgument(named(VgiConnectorOptions.SPLITS_DISCOVERY) + " is given for a bounded"
                    + " scan, which lists its splits once: set " + named(VgiConnectorOptions.BOUNDEDNESS)
                    + " to 'continuous_unbounded'");
        }
        if (discoveryInterval != null && splits.method() == null) {
            throw VgiException.invalidArgument(named(VgiConnectorOptions.SPLITS_DISCOVERY) + " is given without "
                    + named(VgiConnectorOptions.SPLITS_METHOD));
        }
        if (boundedness == Boundedness.CONTINUOUS_UNBOUNDED
                && connection.isOverHttp()
                && policy != ExpiryPolicy.CURSOR
                && !tokenLifetime.isZero()) {
            throw VgiException.of(
                    Code.FAILED_PRECONDITION,
                    "an unbounded scan over HTTP outlives its tokens, which die " + Durations.text(tokenLifetime)
                            + " after a stream was opened: set " + named(VgiConnectorOptions.EXPIRY_POLICY)
                            + " to 'cursor', or start the worker with tokens that live for ever and set "
                            + named(VgiConnectorOptions.TOKEN_TTL) + " to '0 s'");
        }
    }

    private static String named(ConfigOption<?> option) {
        return "option '" + option.key() + "'";
    }

    /** The same scan of fewer columns. */
    public ScanPlan withColumns(List<String> names) {
        return of(List.copyOf(names), limit);
    }

    /** The same scan of at least this many rows, where there are as many. */
    public ScanPlan withLimit(long rows) {
        return of(columns, rows);
    }

    private ScanPlan of(@Nullable List<String> chosen, @Nullable Long enough) {
        return new ScanPlan(
                connection,
                schemes,
                call,
                splits,
                discoveryInterval,
                boundedness,
                policy,
                tokenLifetime,
                cursorColumn,
                cursorParam,
                columnsParam,
                limitParam,
                chosen,
                enough);
    }
}
