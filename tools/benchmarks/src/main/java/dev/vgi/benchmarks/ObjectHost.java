package dev.vgi.benchmarks;

import java.nio.file.Path;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ResourceHandler;
import org.eclipse.jetty.util.resource.ResourceFactory;

/** Serves the files of a folder over HTTP, whole or by ranges; prints {@code PORT:<port>}. */
final class ObjectHost {
    private ObjectHost() {}

    public static void main(String[] arguments) throws Exception {
        var server = new Server();
        var connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        var files = new ResourceHandler();
        files.setBaseResource(ResourceFactory.of(files).newResource(Path.of(arguments[0])));
        files.setAcceptRanges(true);
        server.setHandler(files);
        server.start();
        System.out.println("PORT:" + connector.getLocalPort());
        server.join();
    }
}
