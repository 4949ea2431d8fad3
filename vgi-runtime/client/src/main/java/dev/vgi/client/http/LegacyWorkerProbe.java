package dev.vgi.client.http;

import dev.vgi.http.HttpHeaders;
import dev.vgi.net.GatheredBody;
import dev.vgi.net.HttpFailure;
import dev.vgi.net.HttpResponse;
import java.util.Map;

/**
 * Tells workers whose paths name no protocol (vgi-rpc 0.42 to 0.45) from addresses where no worker is. A request to
 * such a worker by today's path dispatches nothing, and neither does this question: its type is none that a worker
 * takes.
 */
final class LegacyWorkerProbe {
    private static final int UNSUPPORTED_TYPE = 415;

    private LegacyWorkerProbe() {}

    /**
     * Whether the worker minds the type of what is sent to a path of the older form. False where it cannot be asked.
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
