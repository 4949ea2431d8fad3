package dev.vgi.external;

import dev.vgi.ClientOption;
import dev.vgi.Code;
import dev.vgi.Message;
import dev.vgi.VgiException;
import dev.vgi.arrow.ByteSource;
import dev.vgi.arrow.MemoryScope;
import dev.vgi.net.BoundedSource;
import dev.vgi.net.ContentCoding;
import dev.vgi.net.FetchUrl;
import dev.vgi.net.HttpConnections;
import dev.vgi.protocol.ExternalRef;
import java.util.Set;
import java.util.concurrent.Executor;
import org.apache.arrow.vector.types.pojo.Schema;

/** Fetches one object and takes its batch out. Used by one thread, but for {@link #abort()}. */
final class ObjectFetch {
    /** The answers to a probe after which the object may still be had whole. */
    private static final Set<Integer> NO_RANGES = Set.of(400, 403, 405, 416, 501);

    private final HttpConnections connections;
    private final FetchConfig config;
    private final Executor executor;
    private final ExternalRef ref;
    private final Schema schema;
    private final MemoryScope scope;
    private final long began = System.nanoTime();
    private final Deadline deadline;
    private ObjectRequests requests;
    private boolean aborted;

    /**
     * @param schema what the object's batch has to have
     * @param scope whose memory the batch is read into
     */
    ObjectFetch(
            HttpConnections connections,
            FetchConfig config,
            Executor executor,
            ExternalRef ref,
            Schema schema,
            MemoryScope scope) {
        this.connections = connections;
        this.config = config;
        this.executor = executor;
        this.ref = ref;
        this.schema = schema;
        this.scope = scope;
        deadline = Deadline.in(config.timeout, "fetching an externalized batch");
        requests = new ObjectRequests(connections, config, deadline);
    }

    /** The batch and what came with it, for the caller to close. */
    FetchedBatch run() {
        FetchUrl url = FetchUrl.parse(ref.url());
        for (int attempt = 1; ; attempt++) {
            try {
                return fetch(url, begin());
            } catch (VgiException e) {
                if (e.code() != Code.UNAVAILABLE || attempt == config.attempts || isAborted()) {
                    throw e;
                }
                deadline.pause(config.retryDelay);
            }
        }
    }

    /** Makes {@link #run()} fail soon; from any thread. */
    synchronized void abort() {
        aborted = true;
        requests.abort();
    }

    private synchronized boolean isAborted() {
        return aborted;
    }

    private synchronized ObjectRequests begin() {
        requests = new ObjectRequests(connections, config, deadline);
        if (aborted) {
            requests.abort();
        }
        return requests;
    }

    private FetchedBatch fetch(FetchUrl url, ObjectRequests gets) {
        if (config.parallelFromBytes > config.maxFetchBytes) {
            return whole(gets.get(url, null));
        }
        ObjectResponse probe = gets.get(url, "bytes=0-0");
        if (probe.status() == 200) {
            return whole(probe);
        }
        long length;
        ContentCoding coding;
        FetchUrl behind = probe.url();
        try (probe) {
            if (probe.status() != 206) {
                if (!NO_RANGES.contains(probe.status())) {
                    throw probe.refusal();
                }
                probe.skipRest();
                length = 0;
                coding = ContentCoding.IDENTITY;
            } else {
                ContentRange named = probe.range(0, 0);
                length = named.length();
                coding = probe.coding();
                if (named.isWhole()) {
                    checkLength(length, url);
                    ByteSource bytes = new BoundedSource(probe, config.maxFetchBytes, ObjectContent.FETCHED);
                    return content(probe.url(), bytes, coding).read(probe::received);
                }
                probe.skipRest();
            }
        }
        checkLength(length, url);
        return length < config.parallelFromBytes ? whole(gets.get(url, null)) : ranges(gets, behind, length, coding);
    }

    private FetchedBatch whole(ObjectResponse answer) {
        try (answer) {
            if (answer.status() != 200) {
                throw answer.refusal();
            }
            checkLength(answer.contentLength(), answer.url());
            ByteSource bytes = new BoundedSource(answer, config.maxFetchBytes, ObjectContent.FETCHED);
            return content(answer.url(), bytes, answer.coding()).read(answer::received);
        }
    }

    private FetchedBatch ranges(ObjectRequests gets, FetchUrl url, long length, ContentCoding coding) {
        try (var object = new RangedObject(gets, url, length, coding, config, scope, executor)) {
            ObjectContent content = content(url, object, coding);
            return content.fitsInPlace(length) ? content.readInPlace(object) : content.read(object::received);
        } catch (VgiException e) {
            if (e.code() != Code.UNAVAILABLE) {
                throw e;
            }
            // Each range was tried again already.
            throw e.toBuilder()
                    .code(Code.ABORTED)
                    .text(Message.of(e.text(), ", ", config.attempts, " times (attempts)"))
                    .cause(e)
                    .build();
        }
    }

    private ObjectContent content(FetchUrl url, ByteSource bytes, ContentCoding coding) {
        return new ObjectContent(url, bytes, coding, ref, schema, scope, config, began);
    }

    private void checkLength(long length, FetchUrl url) {
        if (length > config.maxFetchBytes) {
            throw VgiException.resourceExhausted(Message.of(
                    "the object at " + url + " has " + length + " bytes, which is over max_fetch_bytes, "
                            + config.maxFetchBytes + " (",
                    ClientOption.MAX_FETCH_BYTES,
                    "). Ask the worker for smaller batches, or raise it"));
        }
    }
}
