package dev.vgi.server;

import java.nio.file.Path;

class PythonClientOverHttpTest extends PythonClientSuite {
    @Override
    Server.Builder on(Server.Builder server, Path folder) {
        return server.http(0);
    }
}
