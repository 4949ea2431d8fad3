package dev.vgi.flink.source;

import dev.vgi.VgiException;
import dev.vgi.connector.plan.PushdownParameter;
import dev.vgi.connector.plan.SplitPlan;
import dev.vgi.flink.ConnectorSettings;
import dev.vgi.flink.Schemes;
import dev.vgi.flink.VgiConnectorOptions;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ReadableConfig;

/** What the options of a scan say. */
public final class ScanOptions {
    private ScanOptions() {}

    /**
     * Reads them.
     *
     * @param given all options by their names
     * @throws VgiException INVALID_ARGUMENT, with the option's name
     */
    public static ScanPlan plan(Map<String, String> given) {
        ReadableConfig options = Configuration.fromMap(given);
        ConnectorSettings settings = ConnectorSettings.of(given);
        SplitPlan splits = splits(options);
        return new ScanPlan(
                splits.given(settings.connection()),
                Schemes.planned(),
                settings.call(),
                splits,
                options.getOptional(VgiConnectorOptions.SPLITS_DISCOVERY).orElse(null),
                options.get(VgiConnectorOptions.BOUNDEDNESS),
                options.get(VgiConnectorOptions.EXPIRY_POLICY),
                options.get(VgiConnectorOptions.TOKEN_TTL),
                options.getOptional(VgiConnectorOptions.CURSOR_COLUMN).orElse(null),
                options.getOptional(VgiConnectorOptions.CURSOR_PARAM).orElse(null),
                pushDown(options, VgiConnectorOptions.PUSHDOWN_COLUMNS),
                pushDown(options, VgiConnectorOptions.PUSHDOWN_LIMIT),
                null,
                null);
    }

    private static SplitPlan splits(ReadableConfig options) {
        String method = options.getOptional(VgiConnectorOptions.SPLITS_METHOD).orElse(null);
        List<? extends Map<String, ?>> listed = ConnectorSettings.objects(options, VgiConnectorOptions.SPLITS_LIST);
        if (method != null && listed != null) {
            throw VgiException.invalidArgument("options '" + VgiConnectorOptions.SPLITS_METHOD.key() + "' and '"
                    + VgiConnectorOptions.SPLITS_LIST.key() + "' are both given, expected one of them");
        }
        if (method != null) {
            return SplitPlan.method(method, ConnectorSettings.object(options, VgiConnectorOptions.SPLITS_ARGS));
        }
        if (options.getOptional(VgiConnectorOptions.SPLITS_ARGS).isPresent()) {
            throw VgiException.invalidArgument("option '" + VgiConnectorOptions.SPLITS_ARGS.key()
                    + "' is given without '" + VgiConnectorOptions.SPLITS_METHOD.key() + "'");
        }
        return listed == null
                ? SplitPlan.one()
                : SplitPlan.list(listed, "option '" + VgiConnectorOptions.SPLITS_LIST.key() + "'");
    }

    private static PushdownParameter pushDown(ReadableConfig options, ConfigOption<String> option) {
        return PushdownParameter.of(option.key(), options.getOptional(option).orElse(null), option.defaultValue());
    }
}
