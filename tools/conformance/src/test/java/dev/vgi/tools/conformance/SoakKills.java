package dev.vgi.tools.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vgi.VgiException;
import dev.vgi.arrow.Batch;
import dev.vgi.arrow.Memory;
import dev.vgi.client.Client;
import dev.vgi.service.Producer;
import dev.vgi.testing.Peer;
import dev.vgi.tools.conformance.service.ConformanceService;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Streams whose connections are cut while they are open: by the client, by the end of the worker's process, and by what
 * is between the two. Each method returns how many connections it has cut.
 */
final class SoakKills {
    private final Memory memory;
    private final Runnable whileOpen;

    /** @param whileOpen runs each time before connections are cut */
    SoakKills(Memory memory, Runnable whileOpen) {
        this.memory = memory;
        this.whileOpen = whileOpen;
    }

    /** The client is closed under its open streams. */
    int byTheClient(String address, int streams) throws IOException {
        if (!address.startsWith("http")) {
            return cut(address, streams, Client::close);
        }
        try (Relay relay = relay(address)) {
            cut(relayed(address, relay), streams, Client::close);
            return relay.connections();
        }
    }

    /** The worker's process ends without a word. */
    int byTheWorker(List<String> command, int streams) {
        try (Peer worker = Peer.start(command)) {
            return cut(worker.address(), streams, client -> worker.process().destroyForcibly());
        }
    }

    /** As {@link #byTheWorker}, for an address that starts a process for each connection. */
    int byTheChild(String address, int streams) {
        return cut(address, streams, client -> ProcessHandle.current()
                .descendants()
                .forEach(ProcessHandle::destroyForcibly));
    }

    /** A relay hangs up on both sides. */
    int byTheRelay(String address, int streams) throws IOException {
        try (Relay relay = relay(address)) {
            cut(relayed(address, relay), streams, client -> relay.hangUp());
            return relay.connections();
        }
    }

    private static Relay relay(String address) throws IOException {
        return Relay.to(URI.create(address).getPort(), "127.0.0.1");
    }

    private static String relayed(String address, Relay relay) {
        return address.replaceFirst(":\\d+", ":" + relay.port());
    }

    private int cut(String address, int connections, Consumer<Client> killing) {
        boolean http = address.startsWith("http");
        List<Producer<Batch>> streams = new ArrayList<>();
        try (Client client = SoakLane.connect(address, memory, connections)) {
            var service = client.proxy(ConformanceService.class);
            try {
                for (int i = 0; i < connections; i++) {
                    streams.add(opened(service, http || i % 2 == 0 ? 100_000 : 10));
                }
                whileOpen.run();
                killing.accept(client);
                streams.forEach(stream -> readOn(stream, http));
            } finally {
                streams.forEach(Producer::close);
            }
        }
        return connections;
    }

    /** A stream that goes on for long, after its first batch. */
    private static Producer<Batch> opened(ConformanceService service, long rows) {
        Producer<Batch> stream = service.produceLargeBatches(rows, 1_000_000);
        try (Batch first = stream.next()) {
            assertThat(first.rowCount()).isEqualTo((int) rows);
            return stream;
        } catch (Throwable e) {
            stream.close();
            throw e;
        }
    }

    /** What had arrived is read; then it fails, unless it holds no connection between two batches. */
    private static void readOn(Producer<Batch> stream, boolean mayGoOn) {
        for (int i = 0; i < 20; i++) {
            try {
                stream.next().close();
            } catch (VgiException e) {
                return;
            }
            if (mayGoOn) {
                return;
            }
        }
        throw new AssertionError("the stream goes on although its connection was cut");
    }
}
