package dev.vgi.tools.conformance.proxies;

class VarnishTest extends ProxySuite {
    VarnishTest() {
        super(Proxy.VARNISH);
    }
}
