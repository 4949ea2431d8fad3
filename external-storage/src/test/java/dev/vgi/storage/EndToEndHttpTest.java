package dev.vgi.storage;

import dev.vgi.server.Server;
import java.nio.file.Path;

class EndToEndHttpTest extends EndToEndSuite {
    @Override
    Server.Builder on(Server.Builder server, Path folder) {
        return server.http(0);
    }
}
