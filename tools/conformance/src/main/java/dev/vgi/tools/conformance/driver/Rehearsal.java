package dev.vgi.tools.conformance.driver;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vgi.arrow.Batch;
import dev.vgi.arrow.Memory;
import dev.vgi.arrow.Metadata;
import dev.vgi.protocol.Keys;
import dev.vgi.server.Server;
import dev.vgi.tools.conformance.Worker;
import dev.vgi.types.SchemaText;
import dev.vgi.types.Values;
import java.util.Map;

/**
 * Loads the classes that workers and drivers need, so that they can be archived: it drives workers of its own process.
 */
final class Rehearsal {
    private static final String PROTOCOL = "ConformanceService";

    private Rehearsal() {}

    public static void main(String[] arguments) throws NotDone {
        rehearse("--tcp", "127.0.0.1:0");
        rehearse("--http", "0", "--token-key", "5f".repeat(32), "--cors-origin", "https://conformance.example");
        rehearse("--http", "0", "--identity", "both", "--sticky-auth");
    }

    private static void rehearse(String... workerArguments) throws NotDone {
        try (Server server = Worker.start(workerArguments);
                Memory memory = Memory.create();
                var driver = new Operations()) {
            drive(driver, server.addresses().get(0), memory);
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
