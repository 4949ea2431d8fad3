package dev.vgi.flink.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vgi.arrow.Batch;
import dev.vgi.flink.Numbers;
import dev.vgi.flink.Numbers.Item;
import dev.vgi.server.Server;
import dev.vgi.service.CallContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Splits that name the worker which has their rows. */
@Tag("any-line")
class SplitUrlTest {
    private static final int ROWS = 23;

    private final Server firstServer = server("first ");
    private final Server secondServer = server("second ");

    /** A worker that says in each row who it is. */
    private static Server server(String name) {
        var worker = new Numbers.Worker() {
            @Override
            protected Batch encode(String part, long from, long to, CallContext call) {
                return super.encode(name + part, from, to, call);
            }
        };
        return Server.builder().host(Numbers.class, worker).http(0).start();
    }

    @AfterEach
    void stop() {
        firstServer.close();
        secondServer.close();
    }

    @Test
    void split_isReadFromItsOwnWorker_afterARestoreToo() throws Exception {
        VgiSource<Item> source = VgiSource.builder()
                .url(firstServer.addresses().get(0))
                .method("Numbers/rows")
                .arg("count", ROWS)
                .arg("batch_rows", 4)
                .splits(List.of(
                        Map.of("part", "a"),
                        Map.of("part", "b", "vgi_url", secondServer.addresses().get(0))))
                .records(Item.class);
        List<String> names = new ArrayList<>();
        List<VgiSplit> left;
        try (var life = new SplitReads<>(source, new SplitListing(source.plan()).list())) {
            life.emit(ROWS);
            left = life.checkpoint();
            life.emitted().forEach(item -> names.add(item.name()));
        }
        try (var life = new SplitReads<>(source, left)) {
            life.emitAll().emitted().forEach(item -> names.add(item.name()));
        }
        List<String> expected = new ArrayList<>(Numbers.names("first a", ROWS));
        expected.addAll(Numbers.names("second b", ROWS));
        assertThat(names).containsExactlyInAnyOrderElementsOf(expected);
    }
}
