package dev.vgi.server.http;

import dev.vgi.http.HttpHeaders;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/** What is answered to requests that are not HTTP enough to be handled: as little as possible, and the capabilities. */
final class MinimalErrorHandler extends ErrorHandler {
    private final Map<String, String> capabilities;

    MinimalErrorHandler(Map<String, String> capabilities) {
        this.capabilities = capabilities;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        capabilities.forEach((name, value) -> response.getHeaders().put(name, value));
        response.getHeaders().put(HttpHeaders.CONTENT_TYPE, HttpHeaders.JSON);
        String title = response.getStatus() + " " + HttpStatus.getMessage(response.getStatus());
        response.write(
                true, ByteBuffer.wrap(("{\"title\":\"" + title + "\"}").getBytes(StandardCharsets.UTF_8)), callback);
        return true;
    }
}
