package dev.vgi.tools.conformance;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.vgi.arrow.FrameWriter;
import dev.vgi.arrow.IpcWriter;
import dev.vgi.arrow.Metadata;
import dev.vgi.protocol.Keys;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** Over HTTP: one turn for each request, whose cursor is the turn's number. */
final class ScriptedHttpWorker implements ScriptedWorker {
    private static final String CALL = token("call");

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final ScriptedAnswers script;
    private final Seen seen = new Seen();

    /** How many answers from now on break off in their middle. */
    final AtomicInteger broken = new AtomicInteger();

    private ScriptedHttpWorker(HttpServer server, ScriptedAnswers script) {
        this.server = server;
        this.script = script;
    }

    static ScriptedHttpWorker start(ScriptedAnswers script) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        var worker = new ScriptedHttpWorker(server, script);
        server.createContext("/", worker::serve);
        server.setExecutor(worker.threads);
        server.start();
        return worker;
    }

    @Override
    public String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @Override
    public Seen seen() {
        return seen;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] request = exchange.getRequestBody().readAllBytes();
            exchange.getResponseHeaders().set("VGI-Accept-Max-Response-Bytes-Support", "true");
            exchange.getResponseHeaders().set("VGI-Supported-Encodings", "");
            if (exchange.getRequestMethod().equals("OPTIONS")) {
                exchange.sendResponseHeaders(200, -1);
                return;
            }
            exchange.getResponseHeaders().set("Content-Type", "application/vnd.apache.arrow.stream");
            byte[] answer = ScriptedAnswers.bytes(
                    frames -> answer(exchange.getRequestURI().getPath(), request, frames));
            exchange.sendResponseHeaders(200, answer.length);
            boolean whole = broken.getAndUpdate(left -> Math.max(0, left - 1)) == 0;
            exchange.getResponseBody().write(answer, 0, whole ? answer.length : answer.length * 2 / 3);
        }
    }

    private void answer(String path, byte[] body, FrameWriter frames) throws IOException {
        Metadata request = script.request(ScriptedAnswers.reader(body));
        switch (path) {
            case "/Scripted/ping" -> script.writePong(frames);
            case "/Scripted/produce/init" -> turn(0, frames);
            case "/Scripted/produce_with_header/init" -> {
                script.writeHeader(frames);
                turn(0, frames);
            }
            case "/Scripted/produce/exchange", "/Scripted/produce_with_header/exchange" ->
                continuation(request, frames);
            default -> throw new IOException("no script for " + path);
        }
    }

    private void continuation(Metadata request, FrameWriter frames) throws IOException {
        if (!CALL.equals(request.get(Keys.CALL_STATE))) {
            throw new IOException("the call's token did not come back");
        }
        if (request.contains(Keys.CANCEL)) {
            seen.cancels.incrementAndGet();
            try (IpcWriter answer = script.answers(frames)) {
                answer.end();
            }
        } else {
            byte[] cursor = Base64.getDecoder().decode(request.getOrDefault(Keys.STREAM_STATE, ""));
            turn(Integer.parseInt(new String(cursor, StandardCharsets.US_ASCII)), frames);
        }
    }

    private void turn(int turn, FrameWriter frames) throws IOException {
        seen.turns.incrementAndGet();
        try (IpcWriter answer = script.answers(frames)) {
            script.write(turn, answer);
            if (turn + 1 < script.turns() && !script.endsWithError(turn)) {
                Metadata following = Metadata.of(Keys.STREAM_STATE, token(Integer.toString(turn + 1)));
                answer.writeEmpty(turn == 0 ? following.with(Keys.CALL_STATE, CALL) : following);
            }
            answer.end();
        }
    }

    private static String token(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
    }
}
