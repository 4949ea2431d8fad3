package dev.vgi.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.vgi.Code;
import dev.vgi.ErrorDetail;
import dev.vgi.VgiException;
import dev.vgi.arrow.Batch;
import dev.vgi.arrow.Metadata;
import dev.vgi.protocol.Keys;
import dev.vgi.protocol.TransportKind;
import dev.vgi.types.TypeTokens;
import dev.vgi.types.Values;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is refused before a method is called. */
class RequestCheckTest {
    private static final Metadata FITTING =
            Metadata.of(Map.of(Keys.REQUEST_VERSION, "1", Keys.PROTOCOL_VERSION, "1.4.9"));

    private final Calls calls = new Calls(TransportKind.UNIX);

    @AfterEach
    void nothingIsLeft() {
        calls.close();
    }

    private static Field required(String name, String token) {
        Field field = TypeTokens.parse(name, token);
        return new Field(name, FieldType.notNullable(field.getType()), field.getChildren());
    }

    private VgiException refusal(String method, Metadata metadata, Schema schema, List<Map<String, Object>> rows) {
        try (Batch request = Values.encodeRows(schema, rows, calls.allocator()).withMetadata(metadata)) {
            return catchThrowableOfType(
                    VgiException.class, () -> calls.target(method).check(request));
        }
    }

    private VgiException ofAdd(Field... fields) {
        var row = new HashMap<String, Object>();
        for (Field field : fields) {
            row.put(field.getName(), 1);
        }
        return refusal("add", FITTING, new Schema(Arrays.asList(fields)), List.of(row));
    }

    @Test
    void fittingRequest_passes() {
        try (Batch request = calls.request("add", Metadata.EMPTY, 1L, 2L)) {
            assertThatCode(() -> calls.target("add").check(request)).doesNotThrowAnyException();
        }
    }

    @Test
    void otherFraming_isAVersionError() {
        try (Batch request = calls.request("add", Metadata.EMPTY, 1L, 2L)) {
            Metadata metadata = request.metadata();
            try (Batch missing = request.withMetadata(metadata.without(Set.of(Keys.REQUEST_VERSION)))) {
                VgiException none = catchThrowableOfType(
                        VgiException.class, () -> calls.target("add").check(missing));
                assertThat(none.remoteType()).isEqualTo("VersionError");
                try (Batch other = missing.withMetadata(metadata.with(Keys.REQUEST_VERSION, "2"))) {
                    VgiException wrong = catchThrowableOfType(
                            VgiException.class, () -> calls.target("add").check(other));
                    assertThat(wrong.remoteType()).isEqualTo("VersionError");
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1.3.9,  upgrade the client",
        "1.5.0,  upgrade the server",
        "0.4.2,  upgrade the client",
        "2.4.2,  upgrade the server",
        "1.4,    MAJOR.MINOR.PATCH",
        "01.4.2, MAJOR.MINOR.PATCH",
        "1.4.2-rc1, MAJOR.MINOR.PATCH",
        "'',     MAJOR.MINOR.PATCH",
    })
    void otherProtocolVersion_isRefusedBeforeTheParametersAreRead_sayingWhichSideToUpgrade(
            String version, String advice) {
        VgiException refusal = refusal(
                "add",
                FITTING.with(Keys.PROTOCOL_VERSION, version),
                new Schema(List.of(TypeTokens.parse("nonsense", "utf8"))),
                List.of());

        assertThat(refusal.remoteType()).isEqualTo("ProtocolVersionError");
        assertThat(refusal.kind()).isEqualTo("protocol_version_mismatch");
        assertThat(refusal.code()).isEqualTo(Code.FAILED_PRECONDITION);
        assertThat(refusal)
                .hasMessageContaining("'test.Sample'")
                .hasMessageContaining("1.4.2")
                .hasMessageContaining(advice);
        assertThat(refusal.details()).singleElement().satisfies(detail -> {
            assertThat(detail.type()).isEqualTo(ErrorDetail.PRECONDITION_FAILURE);
            assertThat(detail.fields().toString()).contains("protocol_version").contains("test.Sample");
        });
    }

    @Test
    void absentProtocolVersion_isRefused_butNotByReflection() {
        Metadata absent = Metadata.of(Keys.REQUEST_VERSION, "1");

        assertThat(refusal("add", absent, new Schema(List.of()), List.of()).kind())
                .isEqualTo("protocol_version_mismatch");
        try (Batch request = Batch.withoutColumns(1).withMetadata(absent)) {
            assertThatCode(() -> calls.dispatcher()
                            .target("vgi_rpc.Reflection.v1", "list_protocols")
                            .check(request))
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void undeclaredParameter_isRefused_namingTheDeclaredOnes() {
        VgiException refusal = ofAdd(required("a", "int64"), required("b", "int64"), required("c", "int64"));

        assertThat(refusal.remoteType()).isEqualTo("TypeError");
        assertThat(refusal)
                .hasMessage("test.Sample/add has no parameter 'c', it declares (a: int64 not null, b: int64 not null)");
        assertThat(refusal.details())
                .singleElement()
                .extracting(ErrorDetail::type)
                .isEqualTo(ErrorDetail.BAD_REQUEST);
    }

    @Test
    void missingParameter_isRefused() {
        assertThat(ofAdd(required("a", "int64"))).hasMessageContaining("without its parameter 'b'");
    }

    @Test
    void otherOrder_type_orNullability_isRefused() {
        assertThat(ofAdd(required("b", "int64"), required("a", "int64")))
                .hasMessageContaining("found the columns (b, a), expected (a, b)");
        assertThat(ofAdd(required("a", "int64"), required("b", "int32")))
                .hasMessageContaining("'b': found int32 not null, expected int64 not null");
        assertThat(ofAdd(required("a", "int64"), TypeTokens.parse("b", "int64")))
                .hasMessageContaining("'b': found int64, expected int64 not null");
    }

    @Test
    void otherNumberOfRows_isRefused_exceptWithoutParameters() {
        Schema add = new Schema(List.of(required("a", "int64"), required("b", "int64")));
        Map<String, Object> row = Map.of("a", 1, "b", 2);
        for (List<Map<String, Object>> rows : List.of(List.<Map<String, Object>>of(), List.of(row, row))) {
            VgiException refusal = refusal("add", FITTING, add, rows);
            assertThat(refusal.remoteType()).isEqualTo("RpcError");
            assertThat(refusal).hasMessageContaining("found " + rows.size() + " rows");
        }
        for (int rows = 0; rows < 3; rows++) {
            try (Batch request = Batch.withoutColumns(rows).withMetadata(FITTING)) {
                assertThatCode(() -> calls.target("nothing").check(request)).doesNotThrowAnyException();
            }
        }
    }

    @Test
    void nullForARequiredParameter_isRefused() {
        Schema nullable = new Schema(List.of(TypeTokens.parse("a", "int64"), TypeTokens.parse("b", "int64")));
        try (Batch holes = Values.encodeRows(nullable, List.of(Map.of("a", 1)), calls.allocator());
                Batch request = Batch.of(new VectorSchemaRoot(
                                List.of(required("a", "int64"), required("b", "int64")),
                                holes.root().getFieldVectors(),
                                1))
                        .withMetadata(FITTING)) {
            VgiException refusal = catchThrowableOfType(
                    VgiException.class, () -> calls.target("add").check(request));
            assertThat(refusal.remoteType()).isEqualTo("TypeError");
            assertThat(refusal).hasMessageContaining("parameter 'b' is null");
        }
    }

    @Test
    void brokenValue_isRefusedBeforeTheCall() {
        Schema color = new Schema(List.of(new Field(
                "color",
                new FieldType(
                        false,
                        TypeTokens.parse("color", "utf8").getType(),
                        new DictionaryEncoding(0, false, new ArrowType.Int(16, true))),
                List.of())));
        assertThat(refusal("next_color", FITTING, color, List.of(Map.of("color", "BLUE"))))
                .hasMessageContaining("BLUE");

        Schema point = new Schema(List.of(required("point", "binary")));
        assertThat(refusal("mirror", FITTING, point, List.of(Map.of("point", "bm90IGFycm93")))
                        .remoteType())
                .isEqualTo("TypeError");
    }
}
