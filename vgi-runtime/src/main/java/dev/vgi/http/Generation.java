package dev.vgi.http;

import dev.vgi.arrow.Batch;
import dev.vgi.arrow.Metadata;
import dev.vgi.net.HttpAnswer;
import dev.vgi.net.HttpFailure;
import dev.vgi.protocol.Keys;
import java.util.Map;

/**
 * Tells workers whose paths name no protocol (vgi-rpc 0.42 to 0.45) from addresses where no worker is. A request to such
 * a worker by today's path dispatches nothing, and neither does this question.
 */
final class Generation {
    private static final String DESCRIBE = "__describe__";

    private Generation() {}

    /** Whether the address answers to the older introspection. False where it cannot be asked. */
    static boolean isOlder(HttpCall call, HttpTransport transport) {
        GatheredBody body = GatheredBody.copying();
        try (Batch parameters = Batch.withoutColumns(1)) {
            Metadata metadata = Metadata.of(Map.of(Keys.METHOD, DESCRIBE, Keys.REQUEST_VERSION, Keys.VERSION));
            transport.write(body, parameters.schema(), stream -> stream.write(parameters, metadata));
        }
        try (HttpAnswer answer = transport.ask(
                "POST",
                transport.target().prefix() + "/" + DESCRIBE,
                Map.of(HttpHeaders.CONTENT_TYPE, HttpHeaders.ARROW),
                body,
                call.options())) {
            answer.awaitHead();
            answer.skipRest();
            return answer.status() == 200 && RpcAnswer.isArrow(answer);
        } catch (HttpFailure e) {
            return false;
        }
    }
}
