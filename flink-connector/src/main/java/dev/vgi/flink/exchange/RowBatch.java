package dev.vgi.flink.exchange;

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

    /** Tells every answer: its result, or the error where there are none. */
    void tell(@Nullable List<? extends Collection<RowData>> results, @Nullable Throwable error) {
        for (int i = 0; i < answers.size(); i++) {
            Answer answer = answers.get(i);
            if (results == null) {
                answer.fail(Objects.requireNonNull(error));
                continue;
            }
            try {
                answer.complete(results.get(i));
            } catch (RuntimeException e) {
                answer.fail(e);
            }
        }
    }
}
