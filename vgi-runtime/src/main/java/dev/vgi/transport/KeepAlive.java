package dev.vgi.transport;

import java.io.IOException;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.util.Map;
import jdk.net.ExtendedSocketOptions;

/** Has the system find out within two minutes that the other side of a silent TCP connection is gone. */
final class KeepAlive {
    private static final Map<SocketOption<Integer>, Integer> INTERVALS = Map.of(
            ExtendedSocketOptions.TCP_KEEPIDLE, 60,
            ExtendedSocketOptions.TCP_KEEPINTERVAL, 15,
            ExtendedSocketOptions.TCP_KEEPCOUNT, 4);

    private KeepAlive() {}

    /** Asks for it; where the system has no such intervals, its own hold. */
    static void enable(SocketChannel channel) throws IOException {
        channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
        for (Map.Entry<SocketOption<Integer>, Integer> interval : INTERVALS.entrySet()) {
            if (channel.supportedOptions().contains(interval.getKey())) {
                channel.setOption(interval.getKey(), interval.getValue());
            }
        }
    }
}
