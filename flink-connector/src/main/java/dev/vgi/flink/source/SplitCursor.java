package dev.vgi.flink.source;

import dev.vgi.Code;
import dev.vgi.ErrorKind;
import dev.vgi.VgiException;
import dev.vgi.arrow.Batch;
import dev.vgi.client.Client;
import dev.vgi.client.Method;
import dev.vgi.client.ProducerStream;
import dev.vgi.flink.Errors;
import dev.vgi.flink.VgiConnectorOptions;
import dev.vgi.flink.VgiConnectorOptions.ExpiryPolicy;
import dev.vgi.protocol.ExternalFetchStats;
import dev.vgi.protocol.Position;
import dev.vgi.types.Values;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads one split from where it was left, batch by batch, and knows where each batch lies. For one thread at a time.
 *
 * @param <T> the element
 */
final class SplitCursor<T> implements AutoCloseable {
    private static final double ROLL_OVER = 0.8;

    private final VgiSplit split;
    private final ScanPlan plan;
    private final Method method;
    private final RowFormat<T> format;
    private final LongSupplier nanoClock;
    private final @Nullable CursorValues cursors;
    private @Nullable ProducerStream stream;
    private RowFormat.@Nullable Opened<T> opened;
    private long openedAt;
    private long rowsToSkip;
    private long rowsEmitted;
    private @Nullable String cursor;

    SplitCursor(VgiSplit split, ScanPlan plan, Client client, RowFormat<T> format, LongSupplier nanoClock) {
        this.split = split;
        this.plan = plan;
        this.method = plan.call().on(client);
        this.format = format;
        this.nanoClock = nanoClock;
        this.cursors = plan.cursorColumn() == null || plan.cursorParam() == null
                ? null
                : new CursorValues(plan.cursorColumn(), plan.cursorParam());
        this.rowsEmitted = split.rowsEmitted();
        this.cursor = split.cursor();
    }

    /** The next batch with rows that were not emitted; null at the end. Blocks. */
    @Nullable
    ReadBatch<T> next() {
        try {
            while (true) {
                ProducerStream source = stream == null ? begin() : rolledOver(stream);
                Position before = source.position();
                ExternalFetchStats fetchedBefore = source.externalized();
                Batch batch;
                try {
                    batch = source.next();
                } catch (VgiException e) {
                    goOnWithout(source, e);
                    continue;
                }
                if (batch == null) {
                    checkEnd();
                    return null;
                }
                ReadBatch<T> read = read(
                        batch, before, source.position(), source.externalized().since(fetchedBefore));
                if (read != null) {
                    return read;
                }
            }
        } catch (VgiException e) {
            throw explained(Errors.ADVICE.of(e, method.name(), plan.call().protocolVersionText()));
        }
    }

    private @Nullable ReadBatch<T> read(
            Batch batch, @Nullable Position before, @Nullable Position after, ExternalFetchStats fetched) {
        int rows = batch.rowCount();
        if (rows <= rowsToSkip) {
            rowsToSkip -= rows;
            batch.close();
            return null;
        }
        if (opened == null) {
            throw new IllegalStateException("the stream is not open");
        }
        try {
            int first = (int) rowsToSkip;
            var read = new ReadBatch<>(
                    new ReadBatch.Place(split, before, after, first, rowsEmitted),
                    batch,
                    fetched,
                    opened.rows(batch),
                    cursors);
            rowsToSkip = 0;
            rowsEmitted += rows - first;
            cursor = read.lastCursor();
            return read;
        } catch (Throwable e) {
            batch.close();
            throw e;
        }
    }

    private ProducerStream begin() {
        Position position = split.position();
        if (position != null) {
            try {
                ProducerStream resumed = method.args(arguments()).resume(position);
                rowsToSkip = split.rowsToSkip();
                return opened(resumed);
            } catch (VgiException e) {
                if (!isDeadToken(e)) {
                    throw e;
                }
                return withoutToken(e);
            }
        }
        return split.isBegun() ? withoutToken(null) : open(arguments());
    }

    /** After a token has died on the way; whatever else has failed is thrown. */
    private void goOnWithout(ProducerStream source, VgiException e) {
        if (!isDeadToken(e)) {
            throw e;
        }
        stream = null;
        source.close();
        withoutToken(e);
    }

    private ProducerStream withoutToken(@Nullable VgiException cause) {
        return switch (plan.policy()) {
            case FAIL -> throw noWayOn(cause);
            case CURSOR -> open(argumentsAfterCursor());
            case SKIP_ROWS -> {
                rowsToSkip = rowsEmitted;
                yield open(arguments());
            }
            case RESTART -> {
                rowsEmitted = 0;
                rowsToSkip = 0;
                yield open(arguments());
            }
        };
    }

    /** Opens the stream anew, at its cursor, well before its tokens die. */
    private ProducerStream rolledOver(ProducerStream source) {
        Duration lifetime = plan.tokenLifetime();
        if (plan.policy() != ExpiryPolicy.CURSOR
                || lifetime.isZero()
                || cursor == null
                || rowsToSkip > 0
                || nanoClock.getAsLong() - openedAt < (long) (ROLL_OVER * lifetime.toNanos())
                || source.position() == null) {
            return source;
        }
        stream = null;
        source.close();
        return open(argumentsAfterCursor());
    }

    private ProducerStream open(Map<String, @Nullable Object> arguments) {
        return opened(method.args(arguments).open());
    }

    private ProducerStream opened(ProducerStream source) {
        stream = source;
        openedAt = nanoClock.getAsLong();
        opened = format.open(source.schema(), method.name());
        return source;
    }

    private Map<String, @Nullable Object> arguments() {
        Map<String, @Nullable Object> arguments = new LinkedHashMap<>();
        arguments.putAll(Values.parseObject(split.arguments()));
        return arguments;
    }

    private Map<String, @Nullable Object> argumentsAfterCursor() {
        Map<String, @Nullable Object> arguments = arguments();
        if (cursor != null) {
            arguments.putAll(Values.parseObject(cursor));
        }
        return arguments;
    }

    private void checkEnd() {
        if (rowsToSkip > 0) {
            throw VgiException.of(
                    Code.FAILED_PRECONDITION,
                    "it ended " + rowsToSkip + " rows before the place that the job had come to, so it did not send the"
                            + " same rows again: only such a method can be read with "
                            + VgiConnectorOptions.EXPIRY_POLICY.key() + "=skip-rows");
        }
    }

    private static boolean isDeadToken(VgiException e) {
        return e.kind().equals(ErrorKind.STREAM_TOKEN_REFUSED);
    }

    private VgiException noWayOn(@Nullable VgiException cause) {
        String why = cause == null
                ? "the transport has no positions to go on from (only HTTP has)"
                : "the worker does not take its token any more (" + cause.getMessage() + ")";
        VgiException.Builder error = VgiException.builder(
                        Code.FAILED_PRECONDITION,
                        rowsEmitted + " of its rows were emitted, and " + why + ". Option '"
                                + VgiConnectorOptions.EXPIRY_POLICY.key()
                                + "' says how to go on: 'cursor', 'skip-rows' or 'restart'. Over HTTP a worker takes"
                                + " tokens of its earlier life where its key is configured, and for as long as its"
                                + " token_ttl")
                .kind(ErrorKind.POSITION_LOST);
        if (cause != null) {
            error.cause(cause);
        }
        return error.build();
    }

    private VgiException explained(VgiException e) {
        return e.withContext("reading " + method.name() + ", split " + split.splitId());
    }

    /** Ends the stream, and tells the worker where it is not at its end. */
    @Override
    public void close() {
        ProducerStream open = stream;
        stream = null;
        if (open != null) {
            open.close();
        }
    }
}
