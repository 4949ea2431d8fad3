package dev.vgi.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.vgi.Code;
import dev.vgi.ErrorDetail;
import dev.vgi.VgiException;
import dev.vgi.arrow.Batch;
import dev.vgi.client.Client;
import dev.vgi.connector.plan.ResolvedMethod;
import dev.vgi.server.Server;
import dev.vgi.service.Producer;
import dev.vgi.service.VgiProtocol;
import dev.vgi.types.SchemaText;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a task is told where its worker fails. */
class SplitReaderTest {
    @TempDir
    Path folder;

    /** A producer that fails before its first batch. */
    @VgiProtocol(name = "Failing")
    public interface Failing {
        Producer<Batch> rows();
    }

    @Test
    void errorOfTheWorker_isStillTheWorkers() {
        Failing service = () -> Producer.of(SchemaText.parse("id BIGINT"), 0, (state, output) -> {
            throw VgiException.builder(Code.RESOURCE_EXHAUSTED, "no room")
                    .kind("full")
                    .remote("QuotaError", "")
                    .detail(ErrorDetail.retryInfo(Duration.ofSeconds(2)))
                    .build();
        });
        try (Server server = Server.builder()
                .host(Failing.class, service)
                .unix(folder.resolve("w.sock"))
                .start()) {
            VgiException error = failure(server.addresses().get(0));
            assertThat(error)
                    .hasMessageStartingWith("reading Failing/rows with the arguments ")
                    .hasMessageContaining("no room");
            assertThat(error.code()).isEqualTo(Code.RESOURCE_EXHAUSTED);
            assertThat(error.kind()).isEqualTo("full");
            assertThat(error.isRetryable()).isTrue();
            assertThat(error.isRemote()).isTrue();
            assertThat(error.remoteType()).isEqualTo("QuotaError");
            assertThat(error.remoteMessage()).contains("no room").doesNotContain("reading");
            assertThat(error.remoteTraceback()).contains("SplitReaderTest");
            assertThat(error.url()).startsWith("unix:");
        }
    }

    private static VgiException failure(String url) {
        ReadOptions options = ReadOptions.of(Map.of("url", url, "method", "Failing/rows"));
        ResolvedMethod method;
        try (Client client = ClientPool.fresh(options.connection())) {
            method = ResolvedMethod.plan(client, options.connection(), options.call());
        }
        var reader = new SplitReader(method, new Split(Map.of(), null, List.of()), StructType.fromDDL("id BIGINT"));
        try {
            return catchThrowableOfType(VgiException.class, reader::next);
        } finally {
            reader.releaseAll();
        }
    }
}
