package dev.vgi.transport;

import java.io.IOException;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.util.Map;
import jdk.net.ExtendedSocketOptions;

/** Sets what both sides of a socket want of the system. */
public final class SocketTuning {
    private static final int BUFFER = 1 << 20;

    private static final Map<SocketOption<Integer>, Integer> INTERVALS = Map.of(
            ExtendedSocketOptions.TCP_KEEPIDLE, 60,
            ExtendedSocketOptions.TCP_KEEPINTERVAL, 15,
            ExtendedSocketOptions.TCP_KEEPCOUNT, 4);

    private SocketTuning() {}

    /**
     * Has the system find out within two minutes that the other side of a silent TCP connection is gone. Where the
     * system has no such intervals, its own hold.
     */
    public static void keepAlive(SocketChannel channel) throws IOException {
        channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
        for (Map.Entry<SocketOption<Integer>, Integer> interval : INTERVALS.entrySet()) {
            if (channel.supportedOptions().contains(interval.getKey())) {
                channel.setOption(interval.getKey(), interval.getValue());
            }
        }
    }

    /** Asks for socket buffers of 1 MiB; the system may give less. */
    public static void enlargeBuffers(SocketChannel channel) throws IOException {
        channel.setOption(StandardSocketOptions.SO_SNDBUF, BUFFER);
        channel.setOption(StandardSocketOptions.SO_RCVBUF, BUFFER);
    }
}
