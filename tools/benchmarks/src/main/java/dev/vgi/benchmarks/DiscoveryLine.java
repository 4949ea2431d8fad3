package dev.vgi.benchmarks;

import java.net.URI;

/** Where a worker listens, as it tells those who started it. */
final class DiscoveryLine {
    private DiscoveryLine() {}

    static String of(String address) {
        if (address.startsWith("http:")) {
            return "PORT:" + URI.create(address).getPort();
        }
        return address.startsWith("unix:") ? "UNIX:" + address.substring(5) : "TCP:" + address.substring(6);
    }
}
