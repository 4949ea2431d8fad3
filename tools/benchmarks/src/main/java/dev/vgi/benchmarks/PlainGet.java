package dev.vgi.benchmarks;

import java.io.EOFException;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;

/** A GET as anybody would write it. */
final class PlainGet {
    private PlainGet() {}

    /** How many bytes the object has. */
    static long length(String url) throws IOException {
        HttpURLConnection connection = open(url, 0, 1);
        try (var body = connection.getInputStream()) {
            body.readAllBytes();
            String range = connection.getHeaderField("Content-Range");
            return Long.parseLong(range.substring(range.indexOf('/') + 1));
        }
    }

    /** Fills the buffer with the bytes from there on. */
    static void range(String url, long from, ByteBuffer target) throws IOException {
        HttpURLConnection connection = open(url, from, target.remaining());
        try (ReadableByteChannel body = Channels.newChannel(connection.getInputStream())) {
            while (target.hasRemaining()) {
                if (body.read(target) < 0) {
                    throw new EOFException(target.remaining() + " bytes are missing");
                }
            }
        }
    }

    private static HttpURLConnection open(String url, long from, long length) throws IOException {
        var connection = (HttpURLConnection) URI.create(url).toURL().openConnection();
        connection.setRequestProperty("Range", "bytes=" + from + "-" + (from + length - 1));
        if (connection.getResponseCode() != HttpURLConnection.HTTP_PARTIAL) {
            throw new IOException("found " + connection.getResponseCode() + ", expected 206");
        }
        return connection;
    }
}
