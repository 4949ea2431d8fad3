package dev.vgi.tools.conformance.driver;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vgi.client.http.Capabilities;
import dev.vgi.external.UploadUrl;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the client knows of an HTTP worker, as the suite reads it. */
final class HttpFacts {
    private HttpFacts() {}

    static ObjectNode of(Capabilities worker) {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("sticky_enabled", worker.sticky())
                .put("sticky_default_ttl", worker.stickySeconds() < 0 ? null : worker.stickySeconds())
                .put("upload_url_support", worker.uploadUrls())
                .put("max_request_bytes", limit(worker.maxRequestBytes()))
                .put("max_response_bytes", limit(worker.maxResponseBytes()))
                .put("max_externalized_response_bytes", limit(worker.maxExternalizedResponseBytes()))
                .put("externalization_enabled", worker.externalizes())
                .put("max_upload_bytes", worker.uploadUrls() ? limit(worker.maxUploadBytes()) : null);
        worker.stickyEchoHeaders().forEach(json.putArray("sticky_echo_headers")::add);
        var codings = json.putArray("supported_encodings");
        worker.codings().forEach(coding -> codings.add(coding.token()));
        return json;
    }

    static ArrayNode of(List<UploadUrl> urls) {
        ArrayNode json = JsonNodeFactory.instance.arrayNode();
        for (UploadUrl url : urls) {
            json.addObject()
                    .put("upload_url", url.uploadUrl())
                    .put("download_url", url.downloadUrl())
                    .put("expires_at", url.expiresAt().getEpochSecond());
        }
        return json;
    }

    private static @Nullable Long limit(long bytes) {
        return bytes == Long.MAX_VALUE ? null : bytes;
    }
}
