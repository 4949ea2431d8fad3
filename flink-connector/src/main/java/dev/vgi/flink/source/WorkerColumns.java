package dev.vgi.flink.source;

import dev.vgi.VgiException;
import dev.vgi.client.Client;
import dev.vgi.client.ProducerStream;
import dev.vgi.connector.plan.ResolvedMethod;
import dev.vgi.connector.plan.SplitPlan;
import dev.vgi.flink.Errors;
import dev.vgi.flink.columns.FlinkTypes;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.LogicalTypeFamily;
import org.apache.flink.table.types.logical.LogicalTypeRoot;

/** The columns that a producer sends, as a {@code CREATE TABLE} names them. */
public final class WorkerColumns {
    private static final String INDENT = "  ";

    private WorkerColumns() {}

    /**
     * An error for a table without columns of its own, whose rows would be empty. Asks the worker for what to declare,
     * and blocks for as long.
     *
     * @param table what the error calls the table
     */
    public static VgiException missing(String table, ScanPlan plan) {
        String error = "table " + table + " declares no column that the worker sends, so its rows would be empty."
                + " Declare in its CREATE TABLE those that you need, and for lookups those that the exchange takes";
        try {
            return VgiException.invalidArgument(error + ". " + plan.call().name() + " sends\n"
                    + declared(ask(plan).getFields()));
        } catch (VgiException e) {
            return VgiException.of(
                    e.code(), error + ". What " + plan.call().name() + " sends is not known: " + e.getMessage(), e);
        }
    }

    private static Schema ask(ScanPlan plan) {
        plan.schemes().check(plan.connection().url());
        return Errors.ADVICE.on(() -> {
            try (Client client = plan.connection().builder().connect()) {
                ResolvedMethod method = ResolvedMethod.plan(client, plan.connection(), plan.call());
                List<SplitPlan.Split> first = plan.splits().splits(client, plan.call(), method, 1);
                SplitPlan.Split split = first.isEmpty() ? SplitPlan.bare(plan.call(), method) : first.get(0);
                try (ProducerStream stream =
                        method.on(client).args(split.arguments()).open()) {
                    return stream.schema();
                }
            }
        });
    }

    /** One column a line; those that cannot be declared are comments at the end. */
    static String declared(List<Field> columns) {
        List<String> declared = new ArrayList<>();
        List<String> others = new ArrayList<>();
        for (Field column : columns) {
            String name = "`" + column.getName().replace("`", "``") + "`";
            try {
                LogicalType type = FlinkTypes.type(column);
                if (hasInterval(type)) {
                    others.add("-- " + name + ": SQL declares no column of the type " + type.asSummaryString());
                } else {
                    declared.add(name + " " + text(type));
                }
            } catch (VgiException e) {
                others.add("-- " + name + ": " + e.getMessage());
            }
        }
        String lines = INDENT + String.join(",\n" + INDENT, declared);
        return others.isEmpty() ? lines : lines + "\n" + INDENT + String.join("\n" + INDENT, others);
    }

    private static boolean hasInterval(LogicalType type) {
        return type.is(LogicalTypeFamily.INTERVAL)
                || type.getChildren().stream().anyMatch(WorkerColumns::hasInterval);
    }

    /** A column that is always null may be declared as anything. */
    private static String text(LogicalType type) {
        return type.is(LogicalTypeRoot.NULL)
                ? "STRING"
                : type.asSerializableString()
                        .replace("VARCHAR(2147483647)", "STRING")
                        .replace("VARBINARY(2147483647)", "BYTES");
    }
}
