package dev.vgi.storage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;
import java.util.zip.GZIPInputStream;

/**
 * As much of Google Cloud Storage as this library uses, with what no emulator does: tokens are given for a signed
 * assertion only, and signed URLs (V4) are recomputed with the account's public key.
 */
final class GcsServer implements AutoCloseable {
    private static final String TOKEN = "a-token-that-was-granted";
    private static final Pattern RANGE = Pattern.compile("bytes (?:(\\d+)-(\\d+)|\\*)/(\\d+|\\*)");

    private final ObjectMapper json = new ObjectMapper();
    private final Map<String, Stored> objects = new ConcurrentSkipListMap<>();
    private final Map<String, Upload> uploads = new ConcurrentSkipListMap<>();
    private final SignedUrls signed;
    private final String bucket;
    private final Path folder;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();

    private record Stored(Path file, String contentType, String coding, String cacheControl, String checksum) {}

    private record Upload(String name, JsonNode object, Path file) {}

    GcsServer(TestAccount account, String bucket) throws IOException {
        System.setProperty("sun.net.httpserver.nodelay", "true");
        this.bucket = bucket;
        signed = new SignedUrls(account);
        folder = Files.createTempDirectory("gcs-server-");
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    List<String> objects() {
        return new ArrayList<>(objects.keySet());
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
            Files.delete(folder);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            if (exchange.getRequestHeaders().values().stream().anyMatch(values -> values.contains(""))) {
                reply(exchange, 501, "{\"error\":{\"code\":501,\"message\":\"a header is empty\"}}");
            } else if (path.equals("/token")) {
                token(exchange);
            } else if (path.startsWith("/upload/storage/v1/b/")) {
                upload(exchange);
            } else if (path.startsWith("/storage/v1/b/")) {
                metadata(exchange);
            } else {
                object(exchange);
            }
        } catch (RuntimeException e) {
            e.printStackTrace(); // the server of the JDK would say nothing
            throw e;
        }
    }

    // --- who is allowed ---

    private void token(HttpExchange exchange) throws IOException {
        String form = URLDecoder.decode(text(exchange), StandardCharsets.UTF_8);
        String assertion = form.substring(form.indexOf("assertion=") + "assertion=".length());
        if (signed.isAssertion(assertion)) {
            reply(exchange, 200, "{\"access_token\":\"" + TOKEN + "\",\"token_type\":\"Bearer\",\"expires_in\":3600}");
        } else {
            reply(exchange, 400, "{\"error\":\"invalid_grant\",\"error_description\":\"Invalid JWT Signature.\"}");
        }
    }

    private boolean isKnown(HttpExchange exchange) throws IOException {
        String given = exchange.getRequestHeaders().getFirst("Authorization");
        if (given != null && given.equals("Bearer " + TOKEN)) {
            return true;
        }
        error(exchange, 401, "Invalid Credentials");
        return false;
    }

    private boolean isBucket(HttpExchange exchange, String name) throws IOException {
        if (name.equals(bucket)) {
            return true;
        }
        error(exchange, 404, "The specified bucket does not exist.");
        return false;
    }

    // --- the JSON API ---

    private void upload(HttpExchange exchange) throws IOException {
        Map<String, String> query = SignedUrls.query(exchange.getRequestURI());
        if (!isKnown(exchange)
                || !isBucket(exchange, exchange.getRequestURI().getPath().split("/")[5])) {
            return;
        }
        if (query.containsKey("upload_id")) {
            append(exchange, query.get("upload_id"));
        } else if ("resumable".equals(query.get("uploadType"))) {
            boolean coded = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
            InputStream body = exchange.getRequestBody();
            JsonNode object = json.readTree((coded ? new GZIPInputStream(body) : body).readAllBytes());
            String id = UUID.randomUUID().toString();
            uploads.put(
                    id,
                    new Upload(query.getOrDefault("name", object.path("name").asText()), object, newFile()));
            exchange.getResponseHeaders()
                    .set(
                            "Location",
                            "http://" + exchange.getRequestHeaders().getFirst("Host")
                                    + exchange.getRequestURI().getPath() + "?uploadType=resumable&upload_id=" + id);
            reply(exchange, 200, "");
        } else {
            related(exchange);
        }
    }

    /** {@code multipart/related}: the object's description, and its bytes. */
    private void related(HttpExchange exchange) throws IOException {
        String type = exchange.getRequestHeaders().getFirst("Content-Type");
        byte[] boundary =
                ("\r\n--" + type.replaceAll(".*boundary=\"?([^\";]+)\"?.*", "$1")).getBytes(StandardCharsets.US_ASCII);
        byte[] body = exchange.getRequestBody().readAllBytes();
        int first = indexOf(body, "\r\n\r\n".getBytes(StandardCharsets.US_ASCII), 0) + 4;
        int firstEnd = indexOf(body, boundary, first);
        int second = indexOf(body, "\r\n\r\n".getBytes(StandardCharsets.US_ASCII), firstEnd) + 4;
        int secondEnd = indexOf(body, boundary, second);
        JsonNode object = json.readTree(body, first, firstEnd - first);
        Path file = newFile();
        Files.write(file, java.util.Arrays.copyOfRange(body, second, secondEnd));
        store(exchange, object.path("name").asText(), object, file);
    }

    private static int indexOf(byte[] body, byte[] wanted, int from) {
        for (int i = from; i <= body.length - wanted.length; i++) {
            if (java.util.Arrays.equals(body, i, i + wanted.length, wanted, 0, wanted.length)) {
                return i;
            }
        }
        throw new IllegalArgumentException("a part without end");
    }

    private void append(HttpExchange exchange, String id) throws IOException {
        Upload upload = uploads.get(id);
        Matcher range = RANGE.matcher(exchange.getRequestHeaders().getFirst("Content-Range"));
        if (upload == null || !range.matches()) {
            error(exchange, 404, "no such upload");
            return;
        }
        long have = Files.size(upload.file());
        if (range.group(1) != null) {
            long from = Long.parseLong(range.group(1));
            byte[] bytes = exchange.getRequestBody().readAllBytes();
            if (from != have || bytes.length != Long.parseLong(range.group(2)) - from + 1) {
                error(exchange, 503, "found " + bytes.length + " bytes from " + from + ", have " + have);
                return;
            }
            Files.write(upload.file(), bytes, StandardOpenOption.APPEND);
            have += bytes.length;
        }
        if (!range.group(3).equals("*") && have == Long.parseLong(range.group(3))) {
            uploads.remove(id);
            store(exchange, upload.name(), upload.object(), upload.file());
        } else {
            if (have > 0) {
                exchange.getResponseHeaders().set("Range", "bytes=0-" + (have - 1));
            }
            reply(exchange, 308, "");
        }
    }

    private void store(HttpExchange exchange, String name, JsonNode object, Path file) throws IOException {
        Stored stored = new Stored(
                file,
                object.path("contentType").asText("application/octet-stream"),
                object.path("contentEncoding").asText(""),
                object.path("cacheControl").asText(""),
                checksum(file));
        if (object.path("customTime").asText("").isEmpty()) {
            error(exchange, 400, "expected a custom time, which the lifecycle rule goes by");
            return;
        }
        String announced = object.path("crc32c").asText("");
        if (!announced.isEmpty() && !announced.equals(stored.checksum())) {
            error(exchange, 400, "Provided CRC32C \"" + announced + "\" doesn't match calculated CRC32C.");
            return;
        }
        objects.put(name, stored);
        reply(exchange, 200, description(name, stored));
    }

    private String description(String name, Stored stored) throws IOException {
        return json.createObjectNode()
                .put("kind", "storage#object")
                .put("name", name)
                .put("bucket", bucket)
                .put("generation", "1")
                .put("size", Long.toString(Files.size(stored.file())))
                .put("crc32c", stored.checksum())
                .put("contentType", stored.contentType())
                .toString();
    }

    private void metadata(HttpExchange exchange) throws IOException {
        String[] parts = exchange.getRequestURI().getPath().split("/", 7);
        if (!isKnown(exchange) || !isBucket(exchange, parts[4])) {
            return;
        }
        String name = parts[6];
        if (exchange.getRequestMethod().equals("GET") && objects.containsKey(name)) {
            reply(exchange, 200, description(name, objects.get(name)));
        } else if (objects.remove(name) == null) {
            error(exchange, 404, "No such object: " + name);
        } else {
            reply(exchange, 204, "");
        }
    }

    // --- signed URLs ---

    private void object(HttpExchange exchange) throws IOException {
        String refusal = signed.refusal(exchange);
        if (!refusal.isEmpty()) {
            reply(exchange, 403, "<Error><Code>" + refusal + "</Code></Error>");
            return;
        }
        String name = exchange.getRequestURI().getPath().substring(("/" + bucket + "/").length());
        if (exchange.getRequestMethod().equals("PUT")) {
            Path file = newFile();
            Files.write(file, exchange.getRequestBody().readAllBytes());
            objects.put(
                    name,
                    new Stored(file, exchange.getRequestHeaders().getFirst("Content-Type"), "", "", checksum(file)));
            reply(exchange, 200, "");
            return;
        }
        Stored stored = objects.get(name);
        if (stored == null) {
            reply(exchange, 404, "<Error><Code>NoSuchKey</Code></Error>");
            return;
        }
        get(exchange, stored);
    }

    private static void get(HttpExchange exchange, Stored stored) throws IOException {
        long size = Files.size(stored.file());
        long from = 0;
        long end = size;
        String range = exchange.getRequestHeaders().getFirst("Range");
        if (range != null) {
            Matcher bounds = Pattern.compile("bytes=(\\d+)-(\\d+)").matcher(range);
            if (bounds.matches()) {
                from = Long.parseLong(bounds.group(1));
                end = Math.min(size, Long.parseLong(bounds.group(2)) + 1);
            }
        }
        var headers = exchange.getResponseHeaders();
        headers.set("Content-Type", stored.contentType());
        headers.set("Accept-Ranges", "bytes");
        if (range != null) {
            headers.set("Content-Range", "bytes " + from + "-" + (end - 1) + "/" + size);
        }
        if (!stored.coding().isEmpty()) {
            headers.set("Content-Encoding", stored.coding());
        }
        if (stored.coding().equals("gzip") && !stored.cacheControl().contains("no-transform")) {
            reply(exchange, 500, "this would be decoded on the way");
            return;
        }
        exchange.sendResponseHeaders(range == null ? 200 : 206, end == from ? -1 : end - from);
        try (InputStream file = Files.newInputStream(stored.file());
                var body = exchange.getResponseBody()) {
            file.skipNBytes(from);
            byte[] buffer = new byte[64 << 10];
            for (long left = end - from; left > 0; ) {
                int count = file.read(buffer, 0, (int) Math.min(left, buffer.length));
                body.write(buffer, 0, count);
                left -= count;
            }
        }
    }

    private Path newFile() throws IOException {
        return Files.createTempFile(folder, "object-", "");
    }

    private static String checksum(Path file) throws IOException {
        var checksum = new CRC32C();
        try (InputStream input = Files.newInputStream(file)) {
            byte[] buffer = new byte[64 << 10];
            for (int count = input.read(buffer); count >= 0; count = input.read(buffer)) {
                checksum.update(buffer, 0, count);
            }
        }
        return Base64.getEncoder()
                .encodeToString(java.nio.ByteBuffer.allocate(4)
                        .putInt((int) checksum.getValue())
                        .array());
    }

    private static String text(HttpExchange exchange) throws IOException {
        return new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    }

    private void error(HttpExchange exchange, int status, String message) throws IOException {
        reply(
                exchange,
                status,
                json.createObjectNode()
                        .set(
                                "error",
                                json.createObjectNode().put("code", status).put("message", message))
                        .toString());
    }

    private static void reply(HttpExchange exchange, int status, String body) throws IOException {
        exchange.getRequestBody().transferTo(java.io.OutputStream.nullOutputStream());
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > 0 && status != 308) {
            exchange.getResponseHeaders().putIfAbsent("Content-Type", List.of("application/json; charset=UTF-8"));
        }
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        if (bytes.length > 0) {
            exchange.getResponseBody().write(bytes);
        }
    }
}
