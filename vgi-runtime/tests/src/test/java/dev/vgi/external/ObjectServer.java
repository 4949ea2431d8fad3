package dev.vgi.external;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A store of objects by path, each with a way of its own to answer. */
final class ObjectServer implements AutoCloseable {
    /** How a GET is answered. */
    interface Answer {
        void send(HttpExchange request) throws IOException, InterruptedException;
    }

    /** {@code GET /path range} of each request, in their order; the range is empty where there was none. */
    final List<String> requests = new CopyOnWriteArrayList<>();

    private final Map<String, Answer> objects = new ConcurrentHashMap<>();
    private final ExecutorService executor = Executors.newCachedThreadPool();
    private final HttpServer server;

    ObjectServer() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(executor);
        server.createContext("/", this::handle);
        server.start();
    }

    String origin() {
        return "http://127.0.0.1:" + port();
    }

    int port() {
        return server.getAddress().getPort();
    }

    /** Puts an object there; returns its URL. */
    String put(String path, Answer answer) {
        objects.put(path, answer);
        return origin() + path + "?X-Amz-Signature=secret";
    }

    private void handle(HttpExchange request) throws IOException {
        String path = request.getRequestURI().getPath();
        requests.add((request.getRequestMethod() + " " + path + " " + range(request)).strip());
        try (request) {
            objects.getOrDefault(path, status(404)).send(request);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String range(HttpExchange request) {
        String range = request.getRequestHeaders().getFirst("Range");
        return range == null ? "" : range;
    }

    static Answer status(int status, String... headers) {
        return request -> {
            for (int i = 0; i < headers.length; i += 2) {
                request.getResponseHeaders().add(headers[i], headers[i + 1]);
            }
            request.sendResponseHeaders(status, -1);
        };
    }

    /** The bytes, whole or by ranges. */
    static Answer bytes(byte[] bytes, String... headers) {
        return request -> {
            for (int i = 0; i < headers.length; i += 2) {
                request.getResponseHeaders().add(headers[i], headers[i + 1]);
            }
            String range = range(request);
            if (range.isEmpty()) {
                send(request, 200, bytes);
                return;
            }
            String[] ends = range.substring("bytes=".length()).split("-", 2);
            int first = Integer.parseInt(ends[0]);
            int last = Math.min(Integer.parseInt(ends[1]), bytes.length - 1);
            request.getResponseHeaders().add("Content-Range", "bytes " + first + "-" + last + "/" + bytes.length);
            send(request, 206, Arrays.copyOfRange(bytes, first, last + 1));
        };
    }

    /** The bytes, whole whatever is asked for. */
    static Answer withoutRanges(byte[] bytes) {
        return request -> send(request, 200, bytes);
    }

    private static void send(HttpExchange request, int status, byte[] bytes) throws IOException {
        request.sendResponseHeaders(status, bytes.length);
        request.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
        executor.shutdownNow();
    }
}
