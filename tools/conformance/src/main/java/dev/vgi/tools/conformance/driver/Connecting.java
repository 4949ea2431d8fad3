package dev.vgi.tools.conformance.driver;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vgi.VgiException;
import dev.vgi.arrow.Memory;
import dev.vgi.client.Client;
import dev.vgi.client.connect.ClientBuilder;
import dev.vgi.client.connect.Vgi;
import dev.vgi.external.FetchConfig;
import dev.vgi.http.Compression;
import dev.vgi.protocol.CallOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Turns a {@code connect} operation into a client. */
final class Connecting {
    /** The suite's store listens on this machine. */
    private static final FetchConfig STORE_OF_THE_SUITE = FetchConfig.builder()
            .allowedHosts(Set.of("http://127.0.0.1", "http://localhost"))
            .build();

    private Connecting() {}

    static Client client(JsonNode request, Memory memory, CallOptions options) throws NotDone {
        String transport = request.path("transport").asText();
        try {
            ClientBuilder builder =
                    Vgi.client(address(transport, request)).memory(memory).options(options);
            if (request.has("shm_size")) {
                builder.sharedMemoryBytes(request.get("shm_size").asInt());
            }
            if (request.path("external").asBoolean()) {
                builder.external(STORE_OF_THE_SUITE);
            }
            if (transport.equals("http")) {
                request.path("headers")
                        .fields()
                        .forEachRemaining(header -> builder.header(
                                header.getKey(), header.getValue().asText()));
                if (request.has("compression_level")) {
                    builder.compression(
                            request.get("compression_level").isNull() ? Compression.NONE : Compression.ZSTD);
                }
            }
            return builder.connect();
        } catch (VgiException e) {
            throw new NotDone("no connection", e);
        }
    }

    private static String address(String transport, JsonNode request) throws NotDone {
        JsonNode target = request.path("target");
        return switch (transport) {
            case "stdio" -> "cmd:" + commandLine(target);
            case "shm" -> "shm+cmd:" + commandLine(target);
            case "unix" -> "unix:" + target.asText();
            case "tcp" -> "tcp://" + (target.asText().startsWith(":") ? "127.0.0.1" : "") + target.asText();
            case "http" -> target.asText();
            default -> throw new NotDone("unknown transport '" + transport + "'");
        };
    }

    private static String commandLine(JsonNode target) throws NotDone {
        if (!target.isArray() || target.isEmpty()) {
            throw new NotDone("the target is " + target + ", expected a program and its arguments");
        }
        List<String> words = new ArrayList<>();
        target.forEach(word -> words.add("'" + word.asText().replace("'", "'\\''") + "'"));
        return String.join(" ", words);
    }
}
