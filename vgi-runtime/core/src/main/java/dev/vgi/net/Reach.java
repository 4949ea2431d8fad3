package dev.vgi.net;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** From where an address can be reached. */
enum Reach {
    /** From everywhere. */
    PUBLIC,
    /** From within a private network: 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, 100.64.0.0/10, fc00::/7. */
    PRIVATE_NETWORK,
    /** From this machine: the loopback addresses. */
    THIS_MACHINE,
    /** What no worker has: link-local addresses, the metadata services of clouds, and what is reserved. */
    SPECIAL;

    /** Services of clouds that have private or public addresses and hand out credentials to whoever asks. */
    private static final Set<InetAddress> METADATA = Stream.of(
                    "100.100.100.200", "168.63.129.16", "fd00:ec2::254", "fd20:ce::254")
            .map(Reach::literal)
            .collect(Collectors.toUnmodifiableSet());

    static Reach of(InetAddress address) {
        if (METADATA.contains(address)) {
            return SPECIAL;
        }
        if (address.isLoopbackAddress()) {
            return THIS_MACHINE;
        }
        if (!PrivateAddress.is(address)) {
            return PUBLIC;
        }
        return address.isSiteLocalAddress() || isShared(address.getAddress()) ? PRIVATE_NETWORK : SPECIAL;
    }

    /** Carrier-grade NAT, as clusters use it for their pods, and unique local addresses. */
    private static boolean isShared(byte[] bytes) {
        int first = bytes[0] & 0xff;
        return bytes.length == 4 ? first == 100 && (bytes[1] & 0xc0) == 64 : (first & 0xfe) == 0xfc;
    }

    private static InetAddress literal(String address) {
        try {
            return InetAddress.getByName(address);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(address + " is an address", e);
        }
    }
}
