package dev.vgi.tools.conformance;

import dev.vgi.Limits;
import dev.vgi.arrow.Batch;
import dev.vgi.arrow.ByteSink;
import dev.vgi.arrow.ByteSource;
import dev.vgi.arrow.FrameReader;
import dev.vgi.arrow.FrameWriter;
import dev.vgi.arrow.IpcReader;
import dev.vgi.arrow.IpcWriter;
import dev.vgi.protocol.Keys;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/** Over TCP: one turn for each tick. */
final class ScriptedSocketWorker implements ScriptedWorker {
    private final ServerSocketChannel listener;
    private final ScriptedAnswers script;
    private final Seen seen = new Seen();

    private ScriptedSocketWorker(ServerSocketChannel listener, ScriptedAnswers script) {
        this.listener = listener;
        this.script = script;
    }

    static ScriptedSocketWorker start(ScriptedAnswers script) throws IOException {
        ServerSocketChannel listener = ServerSocketChannel.open();
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        var worker = new ScriptedSocketWorker(listener, script);
        daemon(worker::accept);
        return worker;
    }

    @Override
    public String address() {
        return "tcp://127.0.0.1:" + listener.socket().getLocalPort();
    }

    @Override
    public Seen seen() {
        return seen;
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept() {
        try {
            while (true) {
                SocketChannel channel = listener.accept();
                daemon(() -> serve(channel));
            }
        } catch (IOException e) {
            // The test is over.
        }
    }

    private void serve(SocketChannel channel) {
        try (channel) {
            var input = new FrameReader(ByteSource.of(channel), Limits.RAW);
            var output = new FrameWriter(ByteSink.of(channel));
            while (input.awaitMore()) {
                answer(ScriptedAnswers.method(script.request(input)), input, output);
                output.flush();
            }
        } catch (IOException e) {
            // The client has hung up.
        }
    }

    private static void daemon(Runnable work) {
        var thread = new Thread(work, "scripted-worker");
        thread.setDaemon(true);
        thread.start();
    }

    private void answer(String method, FrameReader input, FrameWriter output) throws IOException {
        switch (method) {
            case "ping" -> script.writePong(output);
            case "produce" -> produce(input, output);
            case "produce_with_header" -> {
                script.writeHeader(output);
                output.flush();
                produce(input, output);
            }
            default -> throw new IOException("no script for " + method);
        }
    }

    private void produce(FrameReader input, FrameWriter output) throws IOException {
        try (IpcReader ticks = script.open(input);
                IpcWriter answers = script.answers(output)) {
            for (int turn = 0; isAsked(ticks) && turn < script.turns(); turn++) {
                seen.turns.incrementAndGet();
                script.write(turn, answers);
                output.flush();
                if (script.endsWithError(turn)) {
                    break;
                }
            }
            answers.end();
            output.flush();
            ticks.drain();
        }
    }

    private boolean isAsked(IpcReader ticks) throws IOException {
        try (Batch tick = ticks.next()) {
            if (tick != null && tick.metadata().contains(Keys.CANCEL)) {
                seen.cancels.incrementAndGet();
                return false;
            }
            return tick != null;
        }
    }
}
