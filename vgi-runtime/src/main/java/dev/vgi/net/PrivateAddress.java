package dev.vgi.net;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/** Addresses that mean something else, or nothing, outside of the network that uses them. */
final class PrivateAddress {
    private PrivateAddress() {}

    static boolean is(InetAddress address) {
        return address.isLoopbackAddress()
                || address.isAnyLocalAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || address.isMulticastAddress()
                || (address instanceof Inet6Address
                        ? isPrivate6(address.getAddress())
                        : isPrivate4(address.getAddress()));
    }

    private static boolean isPrivate4(byte[] bytes) {
        int first = bytes[0] & 0xff;
        int second = bytes[1] & 0xff;
        return first == 0
                || first >= 240
                || (first == 100 && second >= 64 && second < 128)
                || (first == 192 && second == 0 && bytes[2] == 0)
                || (first == 198 && (second == 18 || second == 19));
    }

    private static boolean isPrivate6(byte[] bytes) {
        int first = ((bytes[0] & 0xff) << 8) | (bytes[1] & 0xff);
        int second = ((bytes[2] & 0xff) << 8) | (bytes[3] & 0xff);
        boolean uniqueLocal = (first & 0xfe00) == 0xfc00;
        if (first == 0x2002) {
            return isEmbedded(bytes, 2);
        }
        boolean translated = first == 0x0064 && second == 0xff9b;
        boolean compatible = first == 0 && second == 0;
        return uniqueLocal || ((translated || compatible) && isEmbedded(bytes, 12));
    }

    /** Whether the IPv4 address inside of an IPv6 one is private. */
    private static boolean isEmbedded(byte[] bytes, int start) {
        try {
            return is(InetAddress.getByAddress(Arrays.copyOfRange(bytes, start, start + 4)));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are an address", e);
        }
    }
}
