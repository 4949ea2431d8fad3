package dev.vgi.client.stream;

import dev.vgi.ClientOption;
import dev.vgi.Code;
import dev.vgi.ErrorKind;
import dev.vgi.VgiException;
import dev.vgi.arrow.ByteSink;
import dev.vgi.arrow.ByteSource;
import dev.vgi.arrow.Validation;
import dev.vgi.transport.Channel;
import dev.vgi.transport.Connector;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts a program for each connection and speaks over its standard input and output. What it writes to its standard
 * error goes to the logger {@code dev.vgi.worker}, and the last 20 lines into the error when it ends early.
 */
public final class ProcessConnector implements Connector {
    private static final Logger WORKER = LoggerFactory.getLogger("dev.vgi.worker");
    private static final Duration IDLE = Duration.ofMinutes(1);
    private static final int LAST_LINES = 20;
    private static final int MEASURE_OF_A_LINE = 2000;

    private final List<String> command;

    public ProcessConnector(List<String> command) {
        if (command.isEmpty()) {
            throw VgiException.invalidArgument("a cmd: address needs a program, as in cmd:python worker.py");
        }
        this.command = List.copyOf(command);
    }

    /** Returns the program without its arguments, which may hold credentials. */
    @Override
    public String address() {
        return "cmd:" + command.get(0);
    }

    @Override
    public Validation validation() {
        return Validation.STANDARD;
    }

    @Override
    public ClientOption limitOption() {
        return ClientOption.MAX_WORKERS;
    }

    /** Returns how long a program may stay idle: an idle program only occupies memory. */
    @Override
    public Duration idleLimit() {
        return IDLE;
    }

    @Override
    public Channel connect(Duration limit) throws IOException {
        try {
            return new Child(new ProcessBuilder(command).start());
        } catch (IOException e) {
            throw VgiException.builder(Code.UNAVAILABLE, "the worker program does not start: " + e.getMessage())
                    .kind(ErrorKind.WORKER_NOT_REACHED)
                    .cause(e)
                    .url(address())
                    .build();
        }
    }

    private static final class Child implements Channel {
        private final Process process;
        private final Thread errors;
        private final Deque<String> lastLines = new ArrayDeque<>();

        private Child(Process process) {
            this.process = process;
            errors = new Thread(this::followErrors, "vgi-worker-stderr-" + process.pid());
            errors.setDaemon(true);
            errors.start();
        }

        @Override
        public ByteSource source() {
            return ByteSource.of(process.getInputStream());
        }

        @Override
        public ByteSink sink() {
            return ByteSink.of(process.getOutputStream());
        }

        @Override
        public boolean hasEnded() {
            return !process.isAlive();
        }

        @Override
        public String postMortem() {
            try {
                if (!process.waitFor(200, TimeUnit.MILLISECONDS)) {
                    return "";
                }
                errors.join(200);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return "";
            }
            synchronized (lastLines) {
                return " The worker program ended with status " + process.exitValue()
                        + (lastLines.isEmpty()
                                ? " and wrote nothing to its standard error"
                                : "; the last of its standard error:\n" + String.join("\n", lastLines));
            }
        }

        @Override
        public void close() {
            process.destroy();
            process.onExit().orTimeout(2, TimeUnit.SECONDS).exceptionally(e -> {
                process.destroyForcibly();
                return process;
            });
        }

        private void followErrors() {
            try (var lines =
                    new BufferedReader(new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8))) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    String shown = line.length() > MEASURE_OF_A_LINE ? line.substring(0, MEASURE_OF_A_LINE) : line;
                    WORKER.info("{}: {}", process.pid(), shown);
                    synchronized (lastLines) {
                        lastLines.addLast(shown);
                        if (lastLines.size() > LAST_LINES) {
                            lastLines.removeFirst();
                        }
                    }
                }
            } catch (IOException e) {
                WORKER.debug("standard error of {} ended", process.pid(), e);
            }
        }
    }
}
