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

    /** By the registry of special purposes; and a host's own services at Azure, which have a public address. */
    private static boolean isPrivate4(byte[] bytes) {
        int first = bytes[0] & 0xff;
        int second = bytes[1] & 0xff;
        int third = bytes[2] & 0xff;
        boolean shared = first == 100 && second >= 64 && second < 128;
        boolean assigned = first == 192 && second == 0 && third == 0;
        boolean documentation = (first == 192 && second == 0 && third == 2)
                || (first == 198 && second == 51 && third == 100)
                || (first == 203 && second == 0 && third == 113);
        boolean relay = first == 192 && second == 88 && third == 99;
        boolean benchmarks = first == 198 && (second == 18 || second == 19);
        boolean azure = first == 168 && second == 63 && third == 129 && (bytes[3] & 0xff) == 16;
        return first == 0 || first >= 240 || shared || assigned || documentation || relay || benchmarks || azure;
    }

    /**
     * By the registry of special purposes, and by the IPv4 address that one carries which is translated or tunnelled.
     */
    private static boolean isPrivate6(byte[] bytes) {
        int first = pair(bytes, 0);
        int second = pair(bytes, 2);
        boolean uniqueLocal = (first & 0xfe00) == 0xfc00;
        // Teredo, benchmarks, overlay identifiers and others that no server on the Internet has.
        boolean protocols = first == 0x2001 && second < 0x200;
        boolean documentation = (first == 0x2001 && second == 0x0db8) || (first == 0x3fff && (second & 0xf000) == 0);
        boolean segments = first == 0x5f00;
        boolean discarded = first == 0x0100 && second == 0;
        boolean translatedHere = first == 0x0064 && second == 0xff9b && pair(bytes, 4) == 1;
        return uniqueLocal
                || protocols
                || documentation
                || segments
                || discarded
                || translatedHere
                || carriesPrivate4(bytes, first, second);
    }

    private static boolean carriesPrivate4(byte[] bytes, int first, int second) {
        if (first == 0x2002) {
            return isEmbedded(bytes, 2);
        }
        boolean translated = first == 0x0064 && second == 0xff9b;
        boolean compatible = first == 0 && second == 0;
        boolean tunnelled = (pair(bytes, 8) & 0xfdff) == 0 && pair(bytes, 10) == 0x5efe;
        return (translated || compatible || tunnelled) && isEmbedded(bytes, 12);
    }

    private static int pair(byte[] bytes, int start) {
        return ((bytes[start] & 0xff) << 8) | (bytes[start + 1] & 0xff);
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
