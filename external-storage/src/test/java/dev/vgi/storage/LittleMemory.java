package dev.vgi.storage;

import dev.vgi.external.ExternalStorage;
import dev.vgi.external.ExternalUpload;
import dev.vgi.external.ObjectDescription;
import dev.vgi.net.ContentCoding;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** An upload in a JVM whose whole memory is smaller than the object. */
final class LittleMemory {
    private LittleMemory() {}

    /** The URL of an object of so many MiB, each of them {@link StorageSuite#bytes}. */
    static String upload(List<String> recipe, int megabytes) throws Exception {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx96m",
                "-XX:MaxDirectMemorySize=32m",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
                "-cp",
                System.getProperty("java.class.path"),
                LittleMemory.class.getName(),
                Integer.toString(megabytes)));
        command.addAll(recipe);
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (var output = process.getInputStream()) {
            String url = new String(output.readAllBytes(), StandardCharsets.UTF_8).strip();
            if (process.waitFor() != 0) {
                throw new IllegalStateException("the upload ended with " + process.exitValue() + ": " + url);
            }
            return url;
        }
    }

    public static void main(String[] arguments) {
        try (ExternalStorage storage = Recipe.storage(List.of(arguments).subList(1, arguments.length));
                ExternalUpload upload = storage.upload(ObjectDescription.arrow(ContentCoding.IDENTITY))) {
            byte[] block = StorageSuite.bytes(1 << 20);
            ByteBuffer direct = ByteBuffer.allocateDirect(block.length);
            for (int i = 0; i < Integer.parseInt(arguments[0]); i++) {
                upload.write(direct.clear().put(block).flip());
            }
            System.out.println(upload.finish().url());
        }
    }
}
