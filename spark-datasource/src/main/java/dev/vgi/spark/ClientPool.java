package dev.vgi.spark;

import dev.vgi.client.Client;
import dev.vgi.connector.options.ClientSpec;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The clients of this process: tasks that reach a worker in the same way share one, and with it the limit on
 * connections. One that no task uses is closed after a while. Thread-safe.
 */
final class ClientPool {
    private static final long IDLE_SECONDS = 30;
    private static final Map<ClientSpec, Shared> OPEN = new HashMap<>();
    private static final ScheduledExecutorService CLOSER = closer();

    private ClientPool() {}

    /** A client for one task, which closes the lease. Nothing is sent. */
    static Lease lease(ClientSpec connection) {
        Schemes.check(connection.url());
        synchronized (OPEN) {
            Shared shared = OPEN.get(connection);
            if (shared == null) {
                shared = new Shared(connection, open(connection));
                OPEN.put(connection, shared);
            }
            shared.lease();
            return new Lease(shared);
        }
    }

    /** A client that nobody shares and that knows nothing of the worker yet, for planning. The caller closes it. */
    static Client fresh(ClientSpec connection) {
        Schemes.check(connection.url());
        return open(connection);
    }

    private static Client open(ClientSpec connection) {
        return connection.builder().memory(ProcessMemory.get()).connect();
    }

    private static ScheduledExecutorService closer() {
        var closer = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "vgi-idle-clients");
            thread.setDaemon(true);
            return thread;
        });
        closer.setRemoveOnCancelPolicy(true);
        closer.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
        closer.allowCoreThreadTimeOut(true);
        return closer;
    }

    /** A task's hold on a client. Closing it twice is harmless. */
    static final class Lease implements AutoCloseable {
        private @Nullable Shared shared;
        private final Client client;

        private Lease(Shared shared) {
            this.shared = shared;
            this.client = shared.client;
        }

        Client client() {
            return client;
        }

        @Override
        public void close() {
            synchronized (OPEN) {
                if (shared != null) {
                    shared.release();
                    shared = null;
                }
            }
        }
    }

    /** Guarded by {@link #OPEN}. */
    private static final class Shared {
        private final ClientSpec connection;
        private final Client client;
        private int leases;
        private @Nullable ScheduledFuture<?> closing;

        private Shared(ClientSpec connection, Client client) {
            this.connection = connection;
            this.client = client;
        }

        private void lease() {
            leases++;
            if (closing != null) {
                closing.cancel(false);
                closing = null;
            }
        }

        private void release() {
            leases--;
            if (leases == 0) {
                closing = CLOSER.schedule(this::closeIfIdle, IDLE_SECONDS, TimeUnit.SECONDS);
            }
        }

        private void closeIfIdle() {
            synchronized (OPEN) {
                if (leases > 0) {
                    return;
                }
                OPEN.remove(connection);
            }
            client.close();
        }
    }
}
