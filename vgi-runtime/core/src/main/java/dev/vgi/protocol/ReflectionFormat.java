package dev.vgi.protocol;

import dev.vgi.Limits;
import dev.vgi.VgiException;
import dev.vgi.arrow.Batch;
import dev.vgi.arrow.Ipc;
import dev.vgi.arrow.SchemaMessage;
import dev.vgi.types.RecordCodec;
import dev.vgi.types.TypeTokens;
import dev.vgi.types.Values;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The answers of {@code vgi_rpc.Reflection.v1} as bytes: complete IPC streams of one row (specification, section 14).
 * Decoding finds fields by name, ignores what it does not know, and defaults only what the specification gives a
 * default.
 */
public final class ReflectionFormat {
    /** The protocol that describes what a server hosts. */
    public static final String PROTOCOL = "vgi_rpc.Reflection.v1";

    /** The method that lists the hosted protocols: no parameters, one binary result. */
    public static final String LIST_PROTOCOLS = "list_protocols";

    /** The method that describes one protocol: its name as {@code protocol}, one binary result. */
    public static final String DESCRIBE = "describe";

    private static final String SUMMARY =
            "protocol:utf8,protocol_version:utf8,protocol_hash:utf8,deprecated:bool,deprecation_message:utf8,"
                    + "features:list<item?:utf8>";
    private static final Schema LIST = schema("server_id:utf8,server_version:utf8,request_version:utf8,"
            + "protocols:list<item?:struct<" + SUMMARY + ">>");
    private static final Schema DESCRIPTION = schema(SUMMARY
            + ",methods:list<item?:struct<name:utf8,method_type:utf8,has_return:bool,has_header:bool,stream_kind:utf8,"
            + "params_schema_ipc:binary,result_schema_ipc:binary,header_schema_ipc:binary,idempotency:utf8,"
            + "deprecated:bool,deprecation_message:utf8>>");

    private ReflectionFormat() {}

    /** The answer of {@code list_protocols}; {@code allocator} is for the time of the call. */
    public static byte[] encode(ProtocolList list, BufferAllocator allocator) {
        var row = new LinkedHashMap<String, Object>();
        row.put("server_id", list.serverId());
        row.put("server_version", list.serverVersion());
        row.put("request_version", Keys.VERSION);
        row.put(
                "protocols",
                list.protocols().stream().map(ReflectionFormat::row).toList());
        return bytes(LIST, row, allocator);
    }

    /** The answer of {@code describe}; {@code allocator} is for the time of the call. */
    public static byte[] encode(ServiceDescription description, BufferAllocator allocator) {
        Map<String, Object> row = row(description.summary());
        row.put(
                "methods",
                description.methods().stream().map(ReflectionFormat::row).toList());
        return bytes(DESCRIPTION, row, allocator);
    }

    /**
     * Reads what {@code list_protocols} answered.
     *
     * @throws VgiException for bytes that are no such answer, or lack a field without a default
     */
    public static ProtocolList protocolList(byte[] bytes, BufferAllocator allocator) {
        ListRow row = RecordCodec.of(ListRow.class).fromIpc(bytes, allocator);
        return new ProtocolList(
                row.serverId,
                row.serverVersion,
                row.protocols.stream()
                        .flatMap(Stream::ofNullable)
                        .map(SummaryRow::summary)
                        .toList());
    }

    /**
     * Reads what {@code describe} answered.
     *
     * @throws VgiException for bytes that are no such answer, or lack a field without a default
     */
    public static ServiceDescription serviceDescription(byte[] bytes, BufferAllocator allocator) {
        DescriptionRow row = RecordCodec.of(DescriptionRow.class).fromIpc(bytes, allocator);
        return new ServiceDescription(
                new SummaryRow(
                                row.protocol,
                                row.protocolVersion,
                                row.protocolHash,
                                row.deprecated,
                                row.deprecationMessage)
                        .summary(),
                row.methods.stream()
                        .flatMap(Stream::ofNullable)
                        .map(MethodRow::description)
                        .toList());
    }

    private static byte[] bytes(Schema schema, Map<String, Object> row, BufferAllocator allocator) {
        try (Batch batch = Values.encode(schema, row, allocator)) {
            return Ipc.toBytes(batch);
        }
    }

    private static Map<String, Object> row(ProtocolSummary summary) {
        var row = new LinkedHashMap<String, Object>();
        row.put("protocol", summary.name());
        row.put("protocol_version", summary.version());
        row.put("protocol_hash", summary.hash());
        row.put("features", List.of());
        putDeprecation(row, summary.deprecation());
        return row;
    }

    private static Map<String, Object> row(MethodDescription method) {
        var row = new LinkedHashMap<String, Object>();
        row.put("name", method.name());
        row.put("method_type", method.kind().isStream() ? "stream" : "unary");
        row.put("has_return", method.result() != null);
        row.put("has_header", method.header() != null);
        row.put("stream_kind", streamKind(method.kind()));
        row.put("params_schema_ipc", SchemaMessage.toBytes(method.parameters()));
        row.put("result_schema_ipc", schemaBytes(method.result()));
        row.put("header_schema_ipc", schemaBytes(method.header()));
        row.put("idempotency", method.idempotency().wireName());
        putDeprecation(row, method.deprecation());
        return row;
    }

    private static void putDeprecation(Map<String, Object> row, @Nullable String deprecation) {
        row.put("deprecated", deprecation != null);
        row.put("deprecation_message", Objects.requireNonNullElse(deprecation, ""));
    }

    private static byte[] schemaBytes(@Nullable Schema schema) {
        return schema == null ? new byte[0] : SchemaMessage.toBytes(schema);
    }

    private static String streamKind(MethodKind kind) {
        return switch (kind) {
            case UNARY -> "";
            case PRODUCER -> "producer";
            case EXCHANGE -> "exchange";
            case STREAM -> "unknown";
        };
    }

    /** The fields of a struct token as columns, none of them nullable. */
    private static Schema schema(String fields) {
        return new Schema(TypeTokens.parse("row", "struct<" + fields + ">").getChildren());
    }

    private record ListRow(String serverId, String serverVersion, List<@Nullable SummaryRow> protocols) {}

    private record SummaryRow(
            String protocol,
            String protocolVersion,
            String protocolHash,
            boolean deprecated,
            String deprecationMessage) {
        private ProtocolSummary summary() {
            return new ProtocolSummary(protocol, protocolVersion, protocolHash, deprecated ? deprecationMessage : null);
        }
    }

    private record DescriptionRow(
            String protocol,
            String protocolVersion,
            String protocolHash,
            boolean deprecated,
            String deprecationMessage,
            List<@Nullable MethodRow> methods) {}

    /** The nullable components are those that the specification gives a default. */
    private record MethodRow(
            String name,
            String methodType,
            boolean hasReturn,
            boolean hasHeader,
            String streamKind,
            ByteBuffer paramsSchemaIpc,
            ByteBuffer resultSchemaIpc,
            ByteBuffer headerSchemaIpc,
            @Nullable String idempotency,
            @Nullable Boolean deprecated,
            @Nullable String deprecationMessage) {
        private MethodDescription description() {
            return new MethodDescription(
                    name,
                    kind(),
                    schema("parameters", paramsSchemaIpc),
                    hasReturn ? schema("result", resultSchemaIpc) : null,
                    hasHeader ? schema("header", headerSchemaIpc) : null,
                    Idempotency.fromWire(Objects.requireNonNullElse(idempotency, "")),
                    Boolean.TRUE.equals(deprecated) ? Objects.requireNonNullElse(deprecationMessage, "") : null);
        }

        private MethodKind kind() {
            if (methodType.equals("unary")) {
                return MethodKind.UNARY;
            }
            return switch (streamKind) {
                case "producer" -> MethodKind.PRODUCER;
                case "exchange" -> MethodKind.EXCHANGE;
                default -> MethodKind.STREAM;
            };
        }

        private Schema schema(String what, ByteBuffer ipc) {
            if (!ipc.hasRemaining()) {
                throw VgiException.dataLoss("the description of method '" + name + "' has no " + what + " schema");
            }
            byte[] bytes = new byte[ipc.remaining()];
            ipc.duplicate().get(bytes);
            return SchemaMessage.fromBytes(bytes, Limits.RAW);
        }
    }
}
