package dev.vgi.storage;

import dev.vgi.net.ContentCoding;
import dev.vgi.server.Server;
import java.nio.file.Path;

/** Compressed as well. */
class EndToEndUnixTest extends EndToEndSuite {
    @Override
    Server.Builder on(Server.Builder server, Path folder) {
        return server.unix(folder.resolve("large.sock"));
    }

    @Override
    ContentCoding compression() {
        return ContentCoding.ZSTD;
    }
}
