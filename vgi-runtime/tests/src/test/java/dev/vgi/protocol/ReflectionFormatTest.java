package dev.vgi.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vgi.VgiException;
import dev.vgi.arrow.Batch;
import dev.vgi.arrow.Ipc;
import dev.vgi.arrow.SchemaMessage;
import dev.vgi.types.Schemas;
import dev.vgi.types.TypeTokens;
import dev.vgi.types.Values;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Reflection's answers, as the reference writes them and as we do. */
class ReflectionFormatTest {
    private final BufferAllocator allocator = new RootAllocator();

    @AfterEach
    void allocatorIsEmpty() {
        allocator.close();
    }

    @Test
    void listOfTheReference_isRead() {
        ProtocolList list = ReflectionFormat.protocolList(ReferenceReflection.listProtocols(), allocator);

        assertThat(list.serverId()).isEqualTo("0123456789ab");
        assertThat(list.serverVersion()).isEqualTo("7");
        assertThat(list.application())
                .extracting(ProtocolSummary::name)
                .containsExactly("Flights", "conformance.Secondary.v1");
        assertThat(list.application().get(0))
                .isEqualTo(new ProtocolSummary("Flights", "1.0.0", ReferenceReflection.hash("flights"), null));
    }

    @Test
    void descriptionOfTheReference_isRead() {
        ServiceDescription flights =
                ReflectionFormat.serviceDescription(ReferenceReflection.describe("flights"), allocator);

        assertThat(flights.summary().version()).isEqualTo("1.0.0");
        assertThat(flights.methods())
                .extracting(MethodDescription::name)
                .containsExactly("airport", "enrich", "flight_splits", "flights");
        MethodDescription airport = flights.method("airport").orElseThrow();
        assertThat(airport.kind()).isEqualTo(MethodKind.UNARY);
        assertThat(airport.result()).isNotNull();
        assertThat(airport.header()).isNull();
        assertThat(airport.idempotency()).isEqualTo(Idempotency.UNKNOWN);
        assertThat(airport.deprecation()).isNull();
        MethodDescription scan = flights.method("flights").orElseThrow();
        assertThat(scan.kind()).isEqualTo(MethodKind.PRODUCER);
        assertThat(scan.result()).isNull();
        assertThat(Schemas.difference(
                        scan.parameters(),
                        new Schema(List.of(
                                TypeTokens.parse("month", "int64"),
                                TypeTokens.parse("vgi_columns", "list<item?:utf8>"),
                                TypeTokens.parse("vgi_limit", "int64")))))
                .isEmpty();
        assertThat(flights.method("enrich").orElseThrow().kind()).isEqualTo(MethodKind.EXCHANGE);
    }

    @Test
    void hashOfWhatWasRead_isTheOneThatTheReferenceTells() {
        for (String key : List.of("flights", "reflection")) {
            ServiceDescription read = ReflectionFormat.serviceDescription(ReferenceReflection.describe(key), allocator);
            assertThat(ProtocolHash.of(read.summary().name(), read.methods()))
                    .isEqualTo(ReferenceReflection.hash(key))
                    .isEqualTo(read.summary().hash());
        }
    }

    @Test
    void columnsWritten_areTheReferences() {
        byte[] list = ReferenceReflection.listProtocols();
        byte[] description = ReferenceReflection.describe("flights");

        assertSameForm(ReflectionFormat.encode(ReflectionFormat.protocolList(list, allocator), allocator), list);
        assertSameForm(
                ReflectionFormat.encode(ReflectionFormat.serviceDescription(description, allocator), allocator),
                description);
    }

    private void assertSameForm(byte[] ours, byte[] theirs) {
        try (Batch mine = Ipc.fromBytes(ours, allocator);
                Batch reference = Ipc.fromBytes(theirs, allocator)) {
            assertThat(Schemas.difference(mine.schema(), reference.schema())).isEmpty();
            assertThat(mine.rowCount()).isEqualTo(1);
            assertThat(mine.schema().getCustomMetadata()).isNullOrEmpty();
        }
    }

    @Test
    void everythingWritten_isReadBack() {
        Schema one = new Schema(List.of(TypeTokens.parse("n", "int64")));
        var summary = new ProtocolSummary("test.P", "", "0".repeat(64), "test.Q");
        var description = new ServiceDescription(
                summary,
                List.of(
                        new MethodDescription("a", MethodKind.UNARY, one, one, null, Idempotency.IDEMPOTENT, ""),
                        new MethodDescription(
                                "b", MethodKind.STREAM, one, null, one, Idempotency.NO_SIDE_EFFECTS, "use a"),
                        new MethodDescription(
                                "c",
                                MethodKind.EXCHANGE,
                                new Schema(List.of()),
                                null,
                                null,
                                Idempotency.UNKNOWN,
                                null)));
        var list = new ProtocolList("id", "v", List.of(summary));

        assertThat(ReflectionFormat.serviceDescription(ReflectionFormat.encode(description, allocator), allocator))
                .isEqualTo(description);
        assertThat(ReflectionFormat.protocolList(ReflectionFormat.encode(list, allocator), allocator))
                .isEqualTo(list);
    }

    /** A method's struct with the fields that have no default, and then some. */
    private static Schema description(String methodFields) {
        return new Schema(TypeTokens.parse(
                        "row",
                        "struct<tomorrow?:timestamp(ns,tz=UTC),methods:list<item?:struct<" + methodFields
                                + ">>,deprecated:bool,deprecation_message:utf8,protocol_hash:utf8,protocol_version:utf8,"
                                + "protocol:utf8>")
                .getChildren());
    }

    private byte[] encoded(Schema schema, Map<String, Object> method) {
        var row = new LinkedHashMap<String, Object>();
        row.put("methods", List.of(method));
        row.put("deprecated", false);
        row.put("deprecation_message", "");
        row.put("protocol_hash", "");
        row.put("protocol_version", "");
        row.put("protocol", "test.Future");
        try (Batch batch = Values.encode(schema, row, allocator)) {
            return Ipc.toBytes(batch);
        }
    }

    private static Map<String, Object> method() {
        var method = new LinkedHashMap<String, Object>();
        method.put("name", "m");
        method.put("method_type", "stream");
        method.put("has_return", false);
        method.put("has_header", false);
        method.put("stream_kind", "a kind of tomorrow");
        method.put("params_schema_ipc", SchemaMessage.toBytes(new Schema(List.of())));
        method.put("result_schema_ipc", new byte[0]);
        method.put("header_schema_ipc", new byte[0]);
        return method;
    }

    private static final String METHOD = "stream_kind:utf8,name:utf8,method_type:utf8,has_return:bool,has_header:bool,"
            + "params_schema_ipc:binary,result_schema_ipc:binary,header_schema_ipc:binary";

    @Test
    void otherOrder_unknownFields_andAbsentOnesWithADefault_areTakenEasily() {
        var method = method();
        method.put("shiny", List.of(1));

        ServiceDescription read = ReflectionFormat.serviceDescription(
                encoded(description("shiny?:list<item?:int8>," + METHOD), method), allocator);

        assertThat(read.methods())
                .containsExactly(new MethodDescription(
                        "m", MethodKind.STREAM, new Schema(List.of()), null, null, Idempotency.UNKNOWN, null));
    }

    @Test
    void absentFieldWithoutADefault_isAnError() {
        var method = method();
        method.remove("stream_kind");
        byte[] bytes = encoded(description(METHOD.substring(METHOD.indexOf("name"))), method);

        assertThatThrownBy(() -> ReflectionFormat.serviceDescription(bytes, allocator))
                .isInstanceOf(VgiException.class)
                .hasMessageContaining("stream_kind");
    }

    @Test
    void schemaThatIsPromisedAndAbsent_isAnError() {
        var method = method();
        method.put("has_return", true);
        byte[] bytes = encoded(description(METHOD), method);

        assertThatThrownBy(() -> ReflectionFormat.serviceDescription(bytes, allocator))
                .hasMessageContaining("'m' has no result schema");
    }
}
