package dev.vgi.tools.conformance.driver;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;

/**
 * The program that a suite drives: one JSON object a line on standard input, one answer each on standard output, one
 * connection in its life. It ends with {@code shutdown} or with its input.
 */
final class ClientDriver {
    private static final ObjectMapper JSON = new ObjectMapper();

    private ClientDriver() {}

    public static void main(String[] arguments) throws IOException {
        serve(System.in, new FileOutputStream(FileDescriptor.out));
    }

    /** Answers one suite's operations until it says {@code shutdown} or its input ends. */
    static void serve(InputStream requests, OutputStream answers) throws IOException {
        var input = new BufferedReader(new InputStreamReader(requests, StandardCharsets.UTF_8));
        Writer output = new BufferedWriter(new OutputStreamWriter(answers, StandardCharsets.UTF_8));
        try (var operations = new Operations()) {
            for (String line = input.readLine(); line != null; line = input.readLine()) {
                JsonNode request = null;
                ObjectNode answer;
                try {
                    request = JSON.readTree(line);
                    answer = operations.run(request);
                } catch (NotDone | JsonProcessingException e) {
                    answer = JSON.createObjectNode().put("ok", false).put("error", e.getMessage());
                }
                output.write(JSON.writeValueAsString(answer));
                output.write('\n');
                output.flush();
                if (request != null && request.path("op").asText().equals("shutdown")) {
                    return;
                }
            }
        }
    }
}
