package dev.vgi.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vgi.Code;
import dev.vgi.ErrorDetail;
import dev.vgi.Setting;
import dev.vgi.VgiException;
import dev.vgi.net.ContentCoding;
import dev.vgi.net.DecodedSource;
import dev.vgi.net.HttpAddress;
import dev.vgi.net.HttpAnswer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;

/** Answers that are no RPC answers, in words. */
final class Refusals {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int EXCERPT = 300;
    private static final int LARGEST_BODY = 64 << 10;
    private static final Duration LONGEST_DELAY = Duration.ofSeconds(10);
    private static final Set<String> AUTH_REASONS = Set.of(
            "missing_credential",
            "invalid_credential",
            "expired_credential",
            "insufficient_scope",
            "proxy_required",
            "unauthorized");

    private Refusals() {}

    /** Whether the status says that the request may succeed a little later. */
    static boolean isPassing(int status) {
        return status == 429 || status == 502 || status == 503 || status == 504;
    }

    /** How long the answer asks to wait, at most 10 s; zero where it does not say. */
    static Duration delay(HttpAnswer answer) {
        String value = answer.header("Retry-After");
        Duration asked =
                value != null && value.matches("\\d{1,9}") ? Duration.ofSeconds(Long.parseLong(value)) : Duration.ZERO;
        return asked.compareTo(LONGEST_DELAY) < 0 ? asked : LONGEST_DELAY;
    }

    /** The error that an answer without an RPC body stands for. */
    static VgiException of(HttpAnswer answer, HttpAddress address, boolean hasToken) {
        int status = answer.status();
        String body = body(answer);
        return switch (status) {
            case 401 -> unauthenticated(answer, body, address, hasToken);
            case 403 ->
                error(Code.PERMISSION_DENIED, address + " forbids the call (403)" + excerpt(body))
                        .build();
            case 404 ->
                error(
                                Code.NOT_FOUND,
                                "there is no vgi-rpc method at " + address + " (404)"
                                        + ". If the worker has a prefix, such as /vgi, it belongs to the address: "
                                        + address + "/vgi")
                        .build();
            case 413 ->
                error(
                                Code.RESOURCE_EXHAUSTED,
                                "the request is larger than " + address + " takes (413)" + excerpt(body)
                                        + ". Send smaller batches, or raise the worker's max_request_bytes")
                        .build();
            case 415 ->
                error(
                                Code.FAILED_PRECONDITION,
                                address + " does not take the request's type or coding (415)" + excerpt(body)
                                        + ". Is a proxy between that changes headers?")
                        .build();
            case 429, 502, 503, 504 -> passing(answer, body, address);
            default -> other(answer, body, address);
        };
    }

    private static VgiException unauthenticated(HttpAnswer answer, String body, HttpAddress address, boolean hasToken) {
        JsonNode envelope = json(body);
        String reason = envelope.path("reason").asText("");
        if (reason.isEmpty()) {
            reason = Objects.requireNonNullElse(answer.header(HttpHeaders.AUTH_REASON), "");
        }
        if (!AUTH_REASONS.contains(reason)) {
            reason = "unauthorized";
        }
        String detail = envelope.path("detail").asText("");
        String advice = hasToken
                ? "Is the token of " + Setting.BEARER_TOKEN + " still valid, and meant for this worker?"
                : "Set " + Setting.BEARER_TOKEN + ".";
        String hint = envelope.path("proxy_hint").asText("");
        return error(
                        Code.UNAUTHENTICATED,
                        address + " does not accept the caller (401): " + reason
                                + (detail.isEmpty() ? "" : " (" + detail + ")") + ". " + advice
                                + (hint.isEmpty() ? "" : "\n" + hint))
                .kind(reason)
                .build();
    }

    private static VgiException passing(HttpAnswer answer, String body, HttpAddress address) {
        VgiException.Builder error = error(
                answer.status() == 429 ? Code.RESOURCE_EXHAUSTED : Code.UNAVAILABLE,
                address + " cannot answer now (" + answer.status() + ")" + excerpt(body));
        Duration delay = delay(answer);
        return delay.isZero()
                ? error.build()
                : error.detail(ErrorDetail.retryInfo(delay)).build();
    }

    private static VgiException other(HttpAnswer answer, String body, HttpAddress address) {
        int status = answer.status();
        if (status / 100 == 3) {
            return error(
                            Code.FAILED_PRECONDITION,
                            address + " redirects to '" + answer.header("Location") + "' (" + status
                                    + "), which is not followed. Use that address")
                    .build();
        }
        if (status / 100 == 2) {
            return error(
                            Code.FAILED_PRECONDITION,
                            address + " answers with '" + answer.header(HttpHeaders.CONTENT_TYPE) + "', expected '"
                                    + HttpHeaders.ARROW + "'" + excerpt(body)
                                    + ". Is it another service, or a proxy's page?")
                    .build();
        }
        return error(
                        status == 400 ? Code.INVALID_ARGUMENT : Code.UNKNOWN,
                        address + " failed with status " + status + excerpt(body))
                .build();
    }

    private static VgiException.Builder error(Code code, String message) {
        return VgiException.builder(code, message);
    }

    /** What the body says, where it is not a page for people. */
    private static String excerpt(String body) {
        JsonNode json = json(body);
        String text = body.strip();
        if (json.has("title")) {
            text = json.path("title").asText()
                    + (json.has("description") ? ": " + json.path("description").asText() : "");
        } else if (text.toLowerCase(Locale.ROOT).startsWith("<") || text.isEmpty()) {
            return "";
        }
        return ": " + (text.length() > EXCERPT ? text.substring(0, EXCERPT) + "…" : text);
    }

    private static JsonNode json(String body) {
        try {
            JsonNode node = JSON.readTree(body);
            return node == null ? JSON.missingNode() : node;
        } catch (JsonProcessingException e) {
            return JSON.missingNode();
        }
    }

    /** The start of the body, which also lets the connection live on. */
    private static String body(HttpAnswer answer) {
        ByteBuffer bytes = ByteBuffer.allocate(LARGEST_BODY);
        ContentCoding coding = RpcAnswer.coding(answer).orElse(null);
        if (coding == null) {
            return "";
        }
        try (DecodedSource decoded = coding.decoded(answer)) {
            int length = 0;
            while (bytes.hasRemaining() && length >= 0) {
                length = decoded.read(bytes);
            }
        } catch (IOException e) {
            // What was read says more than why there is no more of it.
        }
        return new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
    }
}
