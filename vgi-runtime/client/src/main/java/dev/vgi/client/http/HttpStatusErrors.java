package dev.vgi.client.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vgi.ClientOption;
import dev.vgi.Code;
import dev.vgi.ErrorDetail;
import dev.vgi.Message;
import dev.vgi.Redaction;
import dev.vgi.VgiException;
import dev.vgi.http.HttpHeaders;
import dev.vgi.net.ContentCoding;
import dev.vgi.net.DecodedSource;
import dev.vgi.net.HttpAddress;
import dev.vgi.net.HttpResponse;
import dev.vgi.net.PageText;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;

/** Describes in words the responses that are not RPC responses. */
final class HttpStatusErrors {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int EXCERPT = 300;
    private static final int LARGEST_BODY = 64 << 10;
    private static final Duration LONGEST_DELAY = Duration.ofSeconds(10);
    private static final Duration LONGEST_TOLD = Duration.ofDays(36_500);
    private static final Set<String> AUTH_REASONS = Set.of(
            "missing_credential",
            "invalid_credential",
            "expired_credential",
            "insufficient_scope",
            "proxy_required",
            "unauthorized");

    private HttpStatusErrors() {}

    /**
     * Returns whether the request may succeed a little later. A proxy's 500 is one that lost the worker, as its 502 is;
     * its 504 is not among them: the worker may be busy with the request still.
     */
    static boolean isPassing(HttpResponse answer) {
        return switch (answer.status()) {
            case 429, 502, 503 -> true;
            case 500 -> !Intermediary.isMarked(answer) && !isJson(answer);
            default -> isLostOrigin(answer.status());
        };
    }

    /**
     * Returns whether a status is one of Cloudflare's own for a worker that refused, broke off or could not be reached.
     */
    private static boolean isLostOrigin(int status) {
        return status >= 520 && status <= 523;
    }

    private static boolean isJson(HttpResponse answer) {
        String type = answer.header(HttpHeaders.CONTENT_TYPE);
        return type != null && type.toLowerCase(Locale.ROOT).startsWith("application/json");
    }

    /**
     * Returns how long the response asks to wait, at most 10 s and the call's silence limit; zero where it does not
     * say.
     */
    static Duration delay(HttpResponse answer, Duration silence) {
        Duration asked = asked(answer);
        Duration most = silence.isZero() || silence.compareTo(LONGEST_DELAY) > 0 ? LONGEST_DELAY : silence;
        return asked.compareTo(most) < 0 ? asked : most;
    }

    private static Duration asked(HttpResponse answer) {
        String value = answer.header("Retry-After");
        return value != null && value.strip().matches("\\d{1,18}")
                ? Duration.ofSeconds(Long.parseLong(value.strip()))
                : Duration.ZERO;
    }

    /** Returns the error that a response without an RPC body stands for. */
    static VgiException of(HttpResponse answer, HttpAddress address, boolean hasToken) {
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
            case 413 -> tooLarge(answer, body, address);
            case 415 ->
                error(
                                Code.FAILED_PRECONDITION,
                                address + " does not take the request's type or coding (415)" + excerpt(body)
                                        + ". Is a proxy between that changes headers?")
                        .build();
            case 429, 502, 503 -> passing(answer, body, address);
            case 504, 524 -> timedOut(answer, body, address);
            default -> isPassing(answer) ? passing(answer, body, address) : other(answer, body, address);
        };
    }

    private static VgiException unauthenticated(
            HttpResponse answer, String body, HttpAddress address, boolean hasToken) {
        JsonNode envelope = json(body);
        String reason = envelope.path("reason").asText("");
        if (reason.isEmpty()) {
            reason = Objects.requireNonNullElse(answer.header(HttpHeaders.AUTH_REASON), "");
        }
        if (!AUTH_REASONS.contains(reason)) {
            reason = "unauthorized";
        }
        String detail = envelope.path("detail").asText("");
        Message advice = hasToken
                ? Message.of("Is the token of ", ClientOption.BEARER_TOKEN, " still valid, and meant for this worker?")
                : Message.of("Set ", ClientOption.BEARER_TOKEN, ".");
        String hint = envelope.path("proxy_hint").asText("");
        return error(
                        Code.UNAUTHENTICATED,
                        Message.of(
                                address + " does not accept the caller (401): " + reason
                                        + (detail.isEmpty() ? "" : " (" + detail + ")") + ". ",
                                advice,
                                hint.isEmpty() ? "" : "\n" + hint))
                .kind(reason)
                .build();
    }

    private static VgiException tooLarge(HttpResponse answer, String body, HttpAddress address) {
        if (Intermediary.isWorkers(answer, body)) {
            return error(
                            Code.RESOURCE_EXHAUSTED,
                            "the request is larger than " + address + " takes (413)" + excerpt(body)
                                    + ". Send smaller batches, or raise the worker's max_request_bytes")
                    .build();
        }
        Intermediary proxy = Intermediary.of(answer, body);
        return error(
                        Code.RESOURCE_EXHAUSTED,
                        "the request is larger than " + proxy.before(address) + " takes (413)" + excerpt(body)
                                + ". Send smaller batches, or " + proxy.raiseBodyLimit())
                .build();
    }

    /**
     * Returns the error for a request that timed out. The worker may still be at work on it, so sending it again would
     * not end sooner.
     */
    private static VgiException timedOut(HttpResponse answer, String body, HttpAddress address) {
        Intermediary proxy = Intermediary.of(answer, body);
        return error(
                        Code.DEADLINE_EXCEEDED,
                        proxy.before(address) + " stopped waiting for the worker (" + answer.status() + ")"
                                + excerpt(body)
                                + ". The worker may still be at work on the request. Let a turn of the method take"
                                + " less time, or " + proxy.raiseTimeLimit())
                .build();
    }

    private static VgiException passing(HttpResponse answer, String body, HttpAddress address) {
        int status = answer.status();
        VgiException.Builder error = status == 429
                ? error(Code.RESOURCE_EXHAUSTED, address + " cannot answer now (429)" + excerpt(body))
                : error(
                        Code.UNAVAILABLE,
                        Intermediary.isWorkers(answer, body)
                                ? address + " cannot answer now (" + status + ")" + excerpt(body)
                                : Intermediary.of(answer, body).before(address) + " got no answer from the worker ("
                                        + status + ")" + excerpt(body)
                                        + ". Is the worker running, and does the proxy reach it?");
        Duration delay = asked(answer);
        if (delay.isZero()) {
            return error.build();
        }
        // Beyond this, milliseconds have no number.
        Duration told = delay.compareTo(LONGEST_TOLD) > 0 ? LONGEST_TOLD : delay;
        return error.detail(ErrorDetail.retryInfo(told)).build();
    }

    private static VgiException other(HttpResponse answer, String body, HttpAddress address) {
        int status = answer.status();
        if (status / 100 == 3) {
            return error(
                            Code.FAILED_PRECONDITION,
                            address + " redirects to '" + Redaction.refused(String.valueOf(answer.header("Location")))
                                    + "' (" + status + "), which is not followed. Use that address")
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
        String said = excerpt(body);
        String page = said.isEmpty() ? PageText.of(body, EXCERPT) : "";
        return error(
                        status == 400 ? Code.INVALID_ARGUMENT : Code.UNKNOWN,
                        address + " failed with status " + status + said + (page.isEmpty() ? "" : ": " + page))
                .build();
    }

    private static VgiException.Builder error(Code code, Object message) {
        return VgiException.builder(code, Message.of(message));
    }

    /** Returns what the body says, unless it is a page for people. */
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

    static JsonNode json(String body) {
        try {
            JsonNode node = JSON.readTree(body);
            return node == null ? JSON.missingNode() : node;
        } catch (JsonProcessingException e) {
            return JSON.missingNode();
        }
    }

    /** Reads the start of the body, which also keeps the connection usable. */
    private static String body(HttpResponse answer) {
        ByteBuffer bytes = ByteBuffer.allocate(LARGEST_BODY);
        ContentCoding coding = RpcResponse.coding(answer).orElse(null);
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
