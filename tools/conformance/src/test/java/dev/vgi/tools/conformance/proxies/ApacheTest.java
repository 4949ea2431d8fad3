package dev.vgi.tools.conformance.proxies;

class ApacheTest extends ProxySuite {
    ApacheTest() {
        super(Proxy.APACHE);
    }
}
