package dev.vgi.tools.conformance.service;

import dev.vgi.arrow.Batch;
import dev.vgi.external.Externalizer;
import dev.vgi.protocol.ExternalRef;
import dev.vgi.types.ResultCodec;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.arrow.memory.BufferAllocator;

/** Puts each text into the store once. Thread-safe. */
public final class Publisher {
    /** Of a worker that has no store. */
    public static final Publisher NONE = new Publisher(Externalizer.NONE);

    private final Externalizer externalizer;
    private final Map<String, ExternalRef> published = new ConcurrentHashMap<>();

    public Publisher(Externalizer externalizer) {
        this.externalizer = externalizer;
    }

    /** The object that holds a text as the result of {@code published_string}. */
    ExternalRef publish(String value, boolean withDigest, BufferAllocator allocator) {
        if (!externalizer.isEnabled()) {
            throw PythonErrors.runtimeError("published_string requires external storage");
        }
        ExternalRef ref = published.computeIfAbsent(value, text -> put(text, allocator));
        return withDigest ? ref : new ExternalRef(ref.url(), null);
    }

    private ExternalRef put(String text, BufferAllocator allocator) {
        try (Batch result = ResultCodec.of(method()).encode(text, allocator)) {
            return externalizer.publish(result);
        }
    }

    private static Method method() {
        for (Method method : ConformanceService.class.getMethods()) {
            if (method.getName().equals("publishedString")) {
                return method;
            }
        }
        throw new IllegalStateException("ConformanceService has no publishedString");
    }
}
