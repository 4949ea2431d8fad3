package dev.vgi.tools.conformance.driver;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vgi.arrow.Batch;
import dev.vgi.arrow.Memory;
import dev.vgi.arrow.Metadata;
import dev.vgi.protocol.Keys;
import dev.vgi.server.Server;
import dev.vgi.tools.conformance.service.ConformanceService;
import dev.vgi.tools.conformance.service.ConformanceWorker;
import dev.vgi.types.SchemaText;
import dev.vgi.types.Values;
import java.util.Map;

/** Loads the classes that a driver needs, so that they can be archived: it drives a worker of its own process. */
final class Rehearsal {
    private static final String PROTOCOL = "ConformanceService";

    private Rehearsal() {}

    public static void main(String[] arguments) throws NotDone {
        Server.Builder worker = Server.builder()
                .host(ConformanceService.class, new ConformanceWorker())
                .http(0)
                .tcp("127.0.0.1", 0);
        try (Server server = worker.start();
                Memory memory = Memory.create()) {
            for (String address : server.addresses()) {
                try (var driver = new Operations()) {
                    drive(driver, address, memory);
                }
            }
        }
    }

    private static void drive(Operations driver, String address, Memory memory) throws NotDone {
        driver.run(operation("connect")
                .put("transport", address.startsWith("http") ? "http" : "tcp")
                .put("target", address.replace("tcp://", ""))
                .put("protocol", PROTOCOL)
                .putNull("compression_level"));
        driver.run(operation("describe"));
        driver.run(call("unary", "echo_string", "value: string not null", Map.of("value", "?"), memory));
        driver.run(call("unary", "raise_value_error", "message: string not null", Map.of("message", "?"), memory));
        driver.run(call("stream_open", "produce_n", "count: bigint not null", Map.of("count", 2), memory)
                .put("is_exchange", false)
                .put("has_header", false));
        driver.run(operation("tick"));
        driver.run(operation("next_with_token"));
        driver.run(operation("tick"));
        driver.run(call("stream_open", "exchange_scale", "factor: double not null", Map.of("factor", 2), memory)
                .put("is_exchange", true)
                .put("has_header", false));
        try (Batch input = Values.encode(SchemaText.parse("value: double"), Map.of("value", 1), memory.allocator())) {
            driver.run(operation("exchange").put("input_b64", Payload.of(input)));
        }
        driver.run(operation("cancel"));
    }

    private static ObjectNode operation(String name) {
        return JsonNodeFactory.instance.objectNode().put("op", name);
    }

    private static ObjectNode call(
            String operation, String method, String parameters, Map<String, ?> arguments, Memory memory) {
        Metadata metadata = Metadata.of(Keys.METHOD, method).with(Keys.PROTOCOL_VERSION, "2.0.0");
        try (Batch row = Values.encode(SchemaText.parse(parameters), arguments, memory.allocator())
                .withMetadata(metadata)) {
            return operation(operation).put("request_b64", Payload.of(row));
        }
    }
}
