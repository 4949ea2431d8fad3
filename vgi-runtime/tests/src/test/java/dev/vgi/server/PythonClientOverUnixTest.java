package dev.vgi.server;

import java.nio.file.Path;

class PythonClientOverUnixTest extends PythonClientSuite {
    @Override
    Server.Builder on(Server.Builder server, Path folder) {
        return server.unix(folder.resolve("s"));
    }
}
