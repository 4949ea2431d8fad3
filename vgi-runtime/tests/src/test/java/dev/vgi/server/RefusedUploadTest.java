package dev.vgi.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.vgi.Code;
import dev.vgi.VgiException;
import dev.vgi.arrow.Batch;
import dev.vgi.arrow.Memory;
import dev.vgi.client.Client;
import dev.vgi.client.connect.Vgi;
import dev.vgi.protocol.Principal;
import dev.vgi.server.http.HttpServerConfig;
import dev.vgi.server.http.auth.Authenticator;
import dev.vgi.types.SchemaText;
import dev.vgi.types.Values;
import java.util.Map;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A long request that is refused by its head: the client reads why, and the server none of it. */
class RefusedUploadTest {
    private static final Schema DATA = SchemaText.parse("data BINARY NOT NULL");

    @ParameterizedTest
    @ValueSource(ints = {1 << 20, 8 << 20, 40 << 20})
    void refusal_isReadByTheClient(int bytes) {
        var config = HttpServerConfig.builder()
                .authenticator(Authenticator.bearerTokens(Map.of("right", new Principal("bearer", "ann"))))
                .build();
        try (Server server = Server.builder()
                        .host(Sample.class, new SampleService())
                        .http(config)
                        .start();
                Memory memory = Memory.create();
                Client client = Vgi.client(server.addresses().get(0))
                        .bearerToken("wrong")
                        .connect();
                Batch data = Values.encode(DATA, Map.of("data", new byte[bytes]), memory.allocator())) {
            for (int i = 0; i < 5; i++) {
                VgiException error = catchThrowableOfType(
                        VgiException.class, () -> client.proxy(Sample.class).passOn(new Sample.Attachment("n", data)));
                assertThat(error.code()).as(error.getMessage()).isEqualTo(Code.UNAUTHENTICATED);
            }
        }
    }
}
