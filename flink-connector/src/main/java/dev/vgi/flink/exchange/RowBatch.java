package dev.vgi.flink.exchange;

import dev.vgi.Message;
import dev.vgi.VgiException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.flink.table.data.RowData;
import org.jspecify.annotations.Nullable;

/** Rows that travel together, and where their answers go. Filled by one thread, answered by another. */
final class RowBatch {
    private final List<RowData> rows = new ArrayList<>();
    private final List<Answer> answers = new ArrayList<>();
    private final AtomicBoolean answered = new AtomicBoolean();
    private final long since = System.nanoTime();
    private long bytes;
    private @Nullable Future<?> expiry;

    void add(RowData row, long rowBytes, Answer answer) {
        rows.add(row);
        answers.add(answer);
        bytes += rowBytes;
    }

    List<RowData> rows() {
        return rows;
    }

    int size() {
        return rows.size();
    }

    long bytes() {
        return bytes;
    }

    long ageNanos() {
        return System.nanoTime() - since;
    }

    /** What fails the batch when it has waited too long. */
    void expiresBy(Future<?> task) {
        expiry = task;
    }

    /** A worker answers a batch with one error, and does not say which row is at fault. */
    private Throwable ofRows(Throwable error) {
        if (rows.size() == 1 || !(error instanceof VgiException e) || !isUnexplained(e)) {
            return error;
        }
        return e.withText(Message.of(
                "the answer to " + rows.size() + " rows that were sent together is an error. Flink names the first of"
                        + " them, and any may be at fault: with exchange.batch.max-rows = 1 Flink names that one. ",
                e.text()));
    }

    /** Returns whether an error has the worker's own words alone, and no advice of ours. */
    private static boolean isUnexplained(VgiException e) {
        return e.isRemote() && e.text().toString().equals(e.remoteMessage());
    }

    /** Whether the caller is the one who tells the answers. */
    boolean claim() {
        if (answered.getAndSet(true)) {
            return false;
        }
        if (expiry != null) {
            expiry.cancel(false);
        }
        return true;
    }

    /**
     * Tells every answer: its result, or the error where there are none. Flink reports the error with the row that it
     * was told first, which is the one at fault where that is known.
     */
    void tell(@Nullable List<? extends Collection<RowData>> results, @Nullable Throwable error) {
        if (results == null) {
            Throwable told = ofRows(Objects.requireNonNull(error));
            int atFault = RowAtFault.of(error, rows.size()).orElse(0);
            answers.get(atFault).fail(told);
            for (int i = 0; i < answers.size(); i++) {
                if (i != atFault) {
                    answers.get(i).fail(told);
                }
            }
            return;
        }
        for (int i = 0; i < answers.size(); i++) {
            Answer answer = answers.get(i);
            try {
                answer.complete(results.get(i));
            } catch (RuntimeException e) {
                answer.fail(e);
            }
        }
    }
}
