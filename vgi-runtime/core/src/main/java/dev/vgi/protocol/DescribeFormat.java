package dev.vgi.protocol;

import dev.vgi.Limits;
import dev.vgi.VgiException;
import dev.vgi.arrow.Batch;
import dev.vgi.arrow.Metadata;
import dev.vgi.arrow.SchemaMessage;
import dev.vgi.types.Values;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * How workers of vgi-rpc 0.42 to 0.45 say what they host: one protocol, as the batch that the method
 * {@code __describe__} answers, with a row for each method and the rest in its metadata.
 */
public final class DescribeFormat {
    /** The method. It has no parameters and belongs to no protocol. */
    public static final String METHOD = "__describe__";

    private DescribeFormat() {}

    /** The worker, with its one protocol. */
    public static ProtocolList protocolList(Batch answer) {
        return new ProtocolList(
                answer.metadata().getOrDefault(Keys.SERVER_ID, ""), "", List.of(summary(answer.metadata())));
    }

    /**
     * The protocol's methods. They declare nothing of being sent again.
     *
     * @throws VgiException DATA_LOSS for a batch that is no such answer
     */
    public static ServiceDescription serviceDescription(Batch answer) {
        List<MethodDescription> methods = new ArrayList<>();
        for (int row = 0; row < answer.rowCount(); row++) {
            methods.add(method(Values.row(answer, row)));
        }
        return new ServiceDescription(summary(answer.metadata()), methods);
    }

    private static ProtocolSummary summary(Metadata metadata) {
        String name = metadata.getOrDefault(Keys.PROTOCOL_NAME, "");
        if (name.isEmpty()) {
            throw VgiException.dataLoss(
                    "the answer of " + METHOD + " names no protocol, expected the metadata key " + Keys.PROTOCOL_NAME);
        }
        return new ProtocolSummary(
                name,
                metadata.getOrDefault(Keys.PROTOCOL_VERSION, ""),
                metadata.getOrDefault(Keys.PROTOCOL_HASH, ""),
                null);
    }

    private static MethodDescription method(Map<String, @Nullable Object> row) {
        if (!(row.get("name") instanceof String name)) {
            throw VgiException.dataLoss("the answer of " + METHOD + " has a method without a name");
        }
        return new MethodDescription(
                name,
                kind(row),
                schema(name, "params_schema_ipc", row),
                Boolean.TRUE.equals(row.get("has_return")) ? schema(name, "result_schema_ipc", row) : null,
                Boolean.TRUE.equals(row.get("has_header")) ? schema(name, "header_schema_ipc", row) : null,
                Idempotency.UNKNOWN,
                null);
    }

    private static MethodKind kind(Map<String, @Nullable Object> row) {
        if ("unary".equals(row.get("method_type"))) {
            return MethodKind.UNARY;
        }
        if (row.get("is_exchange") instanceof Boolean exchange) {
            return exchange ? MethodKind.EXCHANGE : MethodKind.PRODUCER;
        }
        return MethodKind.STREAM;
    }

    private static Schema schema(String method, String column, Map<String, @Nullable Object> row) {
        if (row.get(column) instanceof byte[] bytes) {
            return SchemaMessage.fromBytes(bytes, Limits.RAW);
        }
        throw VgiException.dataLoss(
                "the answer of " + METHOD + " has no " + column + " for the method '" + method + "'");
    }
}
