package dev.vgi.tools.conformance.proxies;

class CaddyTest extends ProxySuite {
    CaddyTest() {
        super(Proxy.CADDY);
    }
}
