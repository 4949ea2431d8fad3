package dev.vgi.client.http;

import dev.vgi.http.HttpHeaders;
import dev.vgi.net.GatheredBody;
import dev.vgi.net.HttpFailure;
import dev.vgi.net.HttpResponse;
import java.util.Map;

/**
 * Tells workers whose paths name no protocol (vgi-rpc 0.42 to 0.45) from addresses where no worker is. A request to
 * such a worker by today's path dispatches nothing, and neither does this question: no worker takes its content type.
 */
final class LegacyWorkerProbe {
    private static final int UNSUPPORTED_TYPE = 415;

    private LegacyWorkerProbe() {}

    /**
     * Checks whether a path of the older form refuses a wrong content type as a worker does: with status 415 and an
     * Arrow body. Returns false where it cannot be asked.
     */
    static boolean isOlder(HttpCall call, HttpTransport transport) {
        try (HttpResponse answer = transport.ask(
                "POST",
                transport.target().prefix() + "/" + call.request().method(),
                Map.of(HttpHeaders.CONTENT_TYPE, "text/plain"),
                GatheredBody.referring(),
                call.options())) {
            answer.awaitHead();
            answer.skipRest();
            return answer.status() == UNSUPPORTED_TYPE && RpcResponse.isArrow(answer);
        } catch (HttpFailure e) {
            return false;
        }
    }
}
