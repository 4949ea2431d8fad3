package dev.vgi.flink.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.vgi.Code;
import dev.vgi.ErrorDetail;
import dev.vgi.VgiException;
import dev.vgi.arrow.Batch;
import dev.vgi.flink.Numbers;
import dev.vgi.flink.Numbers.Item;
import dev.vgi.server.Server;
import dev.vgi.service.CallContext;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a source is told where its worker fails. */
class SplitCursorTest {
    @TempDir
    Path folder;

    private static final class Failing extends Numbers.Worker {
        @Override
        protected Batch encode(String part, long from, long to, CallContext call) {
            throw VgiException.builder(Code.RESOURCE_EXHAUSTED, "no room")
                    .kind("full")
                    .remote("QuotaError", "")
                    .detail(ErrorDetail.retryInfo(Duration.ofSeconds(2)))
                    .build();
        }
    }

    @Test
    void errorOfTheWorker_isStillTheWorkers() throws Exception {
        try (Server server = Server.builder()
                .host(Numbers.class, new Failing())
                .unix(folder.resolve("w.sock"))
                .start()) {
            VgiException error = failure(server.addresses().get(0));
            assertThat(error)
                    .hasMessageStartingWith("reading Numbers/rows, split ")
                    .hasMessageContaining("no room");
            assertThat(error.code()).isEqualTo(Code.RESOURCE_EXHAUSTED);
            assertThat(error.kind()).isEqualTo("full");
            assertThat(error.isRetryable()).isTrue();
            assertThat(error.isRemote()).isTrue();
            assertThat(error.remoteType()).isEqualTo("QuotaError");
            assertThat(error.remoteMessage()).contains("no room").doesNotContain("reading");
            assertThat(error.remoteTraceback()).contains("SplitCursorTest");
            assertThat(error.url()).startsWith("unix:");
        }
    }

    private static VgiException failure(String url) throws Exception {
        ScanPlan plan = VgiSource.builder()
                .url(url)
                .method("Numbers/rows")
                .arg("part", "a")
                .arg("count", 23)
                .arg("batch_rows", 4)
                .records(Item.class)
                .plan();
        VgiSplit split = new SplitListing(plan).list().get(0);
        try (var resources = new ReaderResources(plan.connection(), plan.schemes(), "test");
                var cursor = new SplitCursor<>(
                        split, plan, resources.client(null), new RecordFormat<>(Item.class), System::nanoTime)) {
            return catchThrowableOfType(VgiException.class, cursor::next);
        }
    }
}
