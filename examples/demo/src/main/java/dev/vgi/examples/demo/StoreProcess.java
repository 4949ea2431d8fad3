package dev.vgi.examples.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs an S3 server outside of this process, which checks signatures. Engines are told its address, and no secret. */
final class StoreProcess implements AutoCloseable {
    private static final String MODULE = "examples/store";
    private static final String MAIN = "dev.vgi.examples.store.LocalS3";
    private static final String BUCKET = "flights";

    private final Process process;
    private final String address;

    private StoreProcess(Process process, String address) {
        this.process = process;
        this.address = address;
    }

    /** Starts a store with an empty bucket, and waits until it listens. */
    static StoreProcess start(Path folder) throws IOException {
        Path log = folder.resolve("store.log");
        Process process = new ProcessBuilder(JavaProgram.of(MODULE, MAIN, List.of("0", BUCKET)))
                .redirectError(log.toFile())
                .start();
        var lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String line = lines.readLine();
        if (line == null) {
            process.destroyForcibly();
            throw new IOException("the S3 server ended before it listened. It said:\n" + Files.readString(log));
        }
        return new StoreProcess(process, "http://127.0.0.1:" + line.substring("PORT:".length()));
    }

    /** Returns the address without the bucket: what a reader must allow. */
    String address() {
        return address;
    }

    /** Returns the switches that make a worker in Java put large batches there. */
    List<String> switches() {
        return List.of("--external-s3", address + "/" + BUCKET, "--external-threshold", "500000");
    }

    /** Returns the credentials, which only the worker has, not the engines. */
    Map<String, String> credentials() {
        return Map.of("AWS_ACCESS_KEY_ID", "local-access-key", "AWS_SECRET_ACCESS_KEY", "local-secret-key");
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
