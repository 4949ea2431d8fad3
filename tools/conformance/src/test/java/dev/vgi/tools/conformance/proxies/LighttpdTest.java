package dev.vgi.tools.conformance.proxies;

class LighttpdTest extends ProxySuite {
    LighttpdTest() {
        super(Proxy.LIGHTTPD);
    }
}
