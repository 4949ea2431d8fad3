package dev.vgi.tools.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vgi.VgiException;
import dev.vgi.external.ExternalStorage;
import dev.vgi.external.ExternalUpload;
import dev.vgi.external.ObjectDescription;
import dev.vgi.external.StoredObject;
import dev.vgi.external.UploadUrl;
import dev.vgi.net.ConnectionConfig;
import dev.vgi.net.ContentCoding;
import dev.vgi.net.FetchUrl;
import dev.vgi.net.GatheredBody;
import dev.vgi.net.HttpConnections;
import dev.vgi.net.HttpRequest;
import dev.vgi.net.HttpResponse;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The suite's object store, which lives in memory and wants to know each object's length before its bytes. */
final class FakeStorage implements ExternalStorage {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration LIFETIME = Duration.ofHours(1);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final FetchUrl base;
    private final HttpConnections connections = HttpConnections.open(ConnectionConfig.DEFAULT);

    FakeStorage(String url) {
        base = FetchUrl.parse(url);
    }

    @Override
    public ExternalUpload upload(ObjectDescription object) {
        return new Upload(object, uploadUrl(object));
    }

    @Override
    public UploadUrl uploadUrl(ObjectDescription object) {
        JsonNode answer = allocate();
        return new UploadUrl(
                answer.path("upload_url").asText(),
                answer.path("download_url").asText(),
                Instant.now().plus(LIFETIME));
    }

    @Override
    public void close() {
        connections.close();
    }

    private JsonNode allocate() {
        ByteBuffer body = ByteBuffer.wrap("{}".getBytes(StandardCharsets.UTF_8));
        try (HttpResponse answer =
                send("POST", base.redirected("/alloc"), Map.of("Content-Type", "application/json"), List.of(body))) {
            return JSON.readTree(new AnswerStream(answer));
        } catch (IOException e) {
            throw VgiException.unavailable("the store gave no place for an object: " + e.getMessage(), e);
        }
    }

    private HttpResponse send(String method, FetchUrl url, Map<String, String> headers, List<ByteBuffer> body)
            throws IOException {
        HttpResponse answer =
                connections.send(new HttpRequest(method, url.origin(), url.target(), headers, body, PATIENCE));
        try {
            answer.awaitHead();
            if (answer.status() / 100 != 2) {
                throw new IOException(method + " " + url + " was answered with " + answer.status());
            }
            return answer;
        } catch (IOException e) {
            answer.close();
            throw e;
        }
    }

    private final class Upload implements ExternalUpload {
        private final ObjectDescription object;
        private final UploadUrl place;
        private final GatheredBody body = GatheredBody.copying();

        private Upload(ObjectDescription object, UploadUrl place) {
            this.object = object;
            this.place = place;
        }

        @Override
        public void write(ByteBuffer bytes) {
            body.write(new ByteBuffer[] {bytes}, 1);
        }

        @Override
        public StoredObject finish() {
            var headers = new LinkedHashMap<String, String>();
            headers.put("Content-Type", object.contentType());
            if (object.coding() != ContentCoding.IDENTITY) {
                headers.put("Content-Encoding", object.coding().token());
            }
            try (HttpResponse answer = send("PUT", FetchUrl.parse(place.uploadUrl()), headers, body.pieces())) {
                answer.skipRest();
            } catch (IOException e) {
                throw VgiException.unavailable("the store did not take an object: " + e.getMessage(), e);
            }
            return new StoredObject(place.downloadUrl(), place.expiresAt());
        }

        @Override
        public void close() {}
    }

    private static final class AnswerStream extends InputStream {
        private final HttpResponse answer;

        private AnswerStream(HttpResponse answer) {
            this.answer = answer;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            return answer.read(ByteBuffer.wrap(bytes, offset, length));
        }
    }
}
