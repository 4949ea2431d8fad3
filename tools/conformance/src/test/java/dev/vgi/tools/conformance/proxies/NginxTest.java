package dev.vgi.tools.conformance.proxies;

class NginxTest extends ProxySuite {
    NginxTest() {
        super(Proxy.NGINX);
    }
}
