package dev.vgi.external;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;

/** Puts objects into a server in the order in which they come, each with its way to answer. */
final class ObjectStorage implements ExternalStorage {
    /** How the n-th object, from 0, is answered with. */
    interface Answers {
        ObjectServer.Answer of(int index, byte[] bytes);
    }

    private final ObjectServer server;
    private final Answers answers;
    private final AtomicInteger objects = new AtomicInteger();

    ObjectStorage(ObjectServer server, Answers answers) {
        this.server = server;
        this.answers = answers;
    }

    @Override
    public ExternalUpload upload(ObjectDescription object) {
        var bytes = new ByteArrayOutputStream();
        return new ExternalUpload() {
            @Override
            public void write(ByteBuffer piece) {
                bytes.writeBytes(Objects.bytes(piece));
            }

            @Override
            public StoredObject finish() {
                int index = objects.getAndIncrement();
                String url = server.put("/" + index, answers.of(index, bytes.toByteArray()));
                return new StoredObject(url, Instant.now().plusSeconds(60));
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public UploadUrl uploadUrl(ObjectDescription object) {
        throw new UnsupportedOperationException("nobody uploads to this store by URLs");
    }

    @Override
    public void close() {}
}
