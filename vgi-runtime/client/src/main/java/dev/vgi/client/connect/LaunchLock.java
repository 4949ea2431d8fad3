package dev.vgi.client.connect;

import dev.vgi.Code;
import dev.vgi.Durations;
import dev.vgi.VgiException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Holds the lock of one launched worker until it is closed. Launchers of all languages lock the file by
 * {@code flock(2)}, which Java does not have (its own locks are of another kind and do not see these), so a child holds
 * it: it dies with this process, and the lock with it.
 */
final class LaunchLock implements AutoCloseable {
    private final Process holder;

    private LaunchLock(Process holder) {
        this.holder = holder;
    }

    static LaunchLock acquire(Path file, Duration limit) throws IOException {
        Process holder;
        try {
            holder = new ProcessBuilder(
                            "flock", "--exclusive", "--wait", Long.toString(limit.toSeconds()), file.toString(), "cat")
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw VgiException.of(
                    Code.FAILED_PRECONDITION,
                    "a launch: address needs the program 'flock' (of util-linux): " + e.getMessage(),
                    e);
        }
        var lock = new LaunchLock(holder);
        try {
            // The echo comes when cat runs, and that is when flock has the lock.
            holder.getOutputStream().write('\n');
            holder.getOutputStream().flush();
            if (holder.getInputStream().read() == '\n') {
                return lock;
            }
        } catch (IOException e) {
            // It has ended, which its missing echo says as well.
        }
        lock.close();
        throw VgiException.unavailable(
                "the lock " + file + " of a launched worker was not free within " + Durations.text(limit)
                        + ": another launcher holds it",
                null);
    }

    @Override
    public void close() {
        try {
            holder.getOutputStream().close();
        } catch (IOException e) {
            holder.destroy();
        }
    }
}
