package dev.vgi.server;

import java.nio.file.Path;

class PythonClientOverTcpTest extends PythonClientSuite {
    @Override
    Server.Builder on(Server.Builder server, Path folder) {
        return server.tcp("127.0.0.1", 0);
    }
}
