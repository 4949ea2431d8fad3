package dev.vgi.client.connect;

import dev.vgi.ErrorKind;
import dev.vgi.VgiException;
import dev.vgi.arrow.Validation;
import dev.vgi.client.stream.SocketConnector;
import dev.vgi.transport.Channel;
import dev.vgi.transport.Connector;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** Connects to a worker that all callers of this user share, and starts it if it does not run. */
final class LaunchConnector implements Connector {
    private final String program;
    private final Launcher launcher;
    private final SocketConnector socket;

    LaunchConnector(List<String> command) {
        this.program = command.get(0);
        this.launcher = new Launcher(command, System.getenv());
        this.socket = SocketConnector.unix(launcher.socket());
    }

    /** Returns the program without its arguments, which may hold credentials. */
    @Override
    public String address() {
        return "launch:" + program;
    }

    @Override
    public Validation validation() {
        return socket.validation();
    }

    @Override
    public boolean mayQueue() {
        return socket.mayQueue();
    }

    @Override
    public Channel connect(Duration limit) throws IOException {
        try {
            return socket.connect(limit);
        } catch (VgiException e) {
            if (!e.kind().equals(ErrorKind.WORKER_NOT_REACHED)) {
                throw e;
            }
        }
        launcher.ensureRunning();
        try {
            return socket.connect(limit);
        } catch (VgiException e) {
            // It may have ended in between: idle workers do.
            launcher.ensureRunning();
            return socket.connect(limit);
        }
    }
}
