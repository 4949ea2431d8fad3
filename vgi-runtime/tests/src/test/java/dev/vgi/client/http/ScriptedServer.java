package dev.vgi.client.http;

import dev.vgi.http.HttpHeaders;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A server that answers capability probes like a worker, and posts by script: the n-th post gets the n-th step, all
 * later ones the last.
 */
final class ScriptedServer implements AutoCloseable {
    /** What is done with one post. Leaving closes the connection. */
    interface Step {
        void answer(OutputStream out) throws IOException, InterruptedException;
    }

    final AtomicInteger posts = new AtomicInteger();
    final AtomicInteger probes = new AtomicInteger();
    final List<String> heads = new CopyOnWriteArrayList<>();
    private final ServerSocket listener;
    private final List<Socket> connections = new CopyOnWriteArrayList<>();
    private final Step[] script;
    private volatile Step[] probeScript = {
        answer(200, "text/plain", new byte[0], HttpHeaders.ACCEPT_MAX_RESPONSE_BYTES_SUPPORT, "true")
    };

    ScriptedServer(Step... script) {
        this.script = script;
        try {
            listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        thread(this::accept);
    }

    /** Answers probes by script as well: the n-th gets the n-th step, all later ones the last. */
    ScriptedServer probed(Step... steps) {
        probeScript = steps;
        return this;
    }

    String address() {
        return "http://127.0.0.1:" + listener.getLocalPort();
    }

    /** A whole answer; the connection stays. */
    static Step answer(int status, String type, byte[] body, String... headers) {
        return out -> out.write(response(status, type, body, body.length, headers));
    }

    /** An answer whose body ends too early. */
    static Step truncated(byte[] body, int sent) {
        return out -> {
            byte[] whole = response(200, HttpHeaders.ARROW, body, body.length);
            out.write(whole, 0, whole.length - body.length + sent);
            out.flush();
            throw new IOException("closes");
        };
    }

    static Step closing() {
        return out -> {
            throw new IOException("closes");
        };
    }

    static Step silent() {
        return out -> new CountDownLatch(1).await();
    }

    static Step raw(String bytes) {
        return out -> {
            out.write(bytes.getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
            throw new IOException("closes");
        };
    }

    static byte[] response(int status, String type, byte[] body, long length, String... headers) {
        var text = new StringBuilder(
                "HTTP/1.1 " + status + " Scripted\r\nContent-Type: " + type + "\r\nContent-Length: " + length + "\r\n");
        for (int i = 0; i < headers.length; i += 2) {
            text.append(headers[i]).append(": ").append(headers[i + 1]).append("\r\n");
        }
        var bytes = new ByteArrayOutputStream();
        bytes.writeBytes(text.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
        bytes.writeBytes(body);
        return bytes.toByteArray();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = listener.accept();
                connections.add(socket);
                thread(() -> serve(socket));
            }
        } catch (IOException e) {
            // Closed: the test is over.
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            InputStream in = socket.getInputStream();
            OutputStream out = socket.getOutputStream();
            for (String head = head(in); head != null; head = head(in)) {
                if (head.startsWith("OPTIONS")) {
                    probeScript[Math.min(probes.getAndIncrement(), probeScript.length - 1)].answer(out);
                    out.flush();
                    continue;
                }
                heads.add(head);
                script[Math.min(posts.getAndIncrement(), script.length - 1)].answer(out);
                out.flush();
            }
        } catch (IOException e) {
            // As scripted, or the client hung up.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Reads a request to its end; null where there is none. */
    private static String head(InputStream in) throws IOException {
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                return null;
            }
            head.append((char) next);
        }
        for (String line : head.toString().split("\r\n")) {
            if (line.toLowerCase(java.util.Locale.ROOT).startsWith("content-length:")) {
                in.skipNBytes(Long.parseLong(line.substring(15).strip()));
            }
        }
        return head.toString();
    }

    private static void thread(Runnable task) {
        var thread = new Thread(task, "scripted-server");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        try {
            listener.close();
            for (Socket connection : connections) {
                connection.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
