package dev.vgi.tools.conformance.proxies;

class HaproxyTest extends ProxySuite {
    HaproxyTest() {
        super(Proxy.HAPROXY);
    }
}
