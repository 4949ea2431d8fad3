package dev.vgi.server.http;

import dev.vgi.Code;
import dev.vgi.ErrorKind;
import dev.vgi.VgiException;
import dev.vgi.arrow.Batch;
import dev.vgi.arrow.ByteSource;
import dev.vgi.arrow.FrameReader;
import dev.vgi.arrow.IpcReader;
import dev.vgi.arrow.MemoryScope;
import dev.vgi.arrow.Metadata;
import dev.vgi.arrow.Validation;
import dev.vgi.external.ExternalFetchCounter;
import dev.vgi.external.Resolver;
import dev.vgi.http.FrameCodec;
import dev.vgi.net.BodyException;
import dev.vgi.protocol.Keys;
import dev.vgi.protocol.LogSink;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.Supplier;

/** Reads the one batch of a request. What is wrong with it is an {@link HttpStatusException}. Thread-safe. */
final class RequestReader {
    private final FrameCodec.Pool frames;
    private final Resolver resolver;

    RequestReader(FrameCodec.Pool frames, Resolver resolver) {
        this.frames = frames;
        this.resolver = resolver;
    }

    /** The parameters of a call or of a stream, checked, which the caller closes. */
    Batch parameters(RpcRequest request, MemoryScope scope) {
        Batch parameters = batch(request.body(), scope);
        try {
            agree(request, parameters.metadata());
            parameters = resolved(parameters, scope);
            request.target().check(parameters);
            return parameters;
        } catch (VgiException e) {
            parameters.close();
            throw HttpStatusException.arrow(400, e);
        } catch (Throwable e) {
            parameters.close();
            throw e;
        }
    }

    /** What a request's batch stands for, with the metadata that it came with; it is closed where it is a pointer. */
    Batch resolved(Batch request, MemoryScope scope) {
        return fetched(() -> resolver.resolveRequest(request, scope, new ExternalFetchCounter()));
    }

    /** What an input stands for, with its own metadata; it is closed where it is a pointer. */
    Batch resolvedInput(Batch input, MemoryScope scope) {
        return fetched(() -> resolver.resolve(input, scope, LogSink.NONE, new ExternalFetchCounter()));
    }

    /** What cannot be fetched is the call's error, not the request's. */
    private static Batch fetched(Supplier<Batch> fetch) {
        try {
            return fetch.get();
        } catch (VgiException e) {
            throw HttpStatusException.arrow(200, e);
        }
    }

    /**
     * A short body, read to its end before anything is made of it, so that one that is too long is refused as such.
     *
     * @param most the bytes that it may have, below the limit of all bodies
     */
    static ByteSource whole(ByteSource body, int most) {
        ByteBuffer bytes = ByteBuffer.allocate(most);
        ByteBuffer surplus = ByteBuffer.allocate(most);
        try {
            while (body.read(bytes.hasRemaining() ? bytes : surplus.clear()) >= 0) {
                // Over a limit this throws.
            }
        } catch (BodyException e) {
            throw refusal(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (surplus.position() > 0) {
            throw HttpStatusException.arrow(
                    400, VgiException.invalidArgument("the request is longer than " + most + " bytes"));
        }
        return ByteSource.of(Arrays.copyOf(bytes.array(), bytes.position()));
    }

    /** The batch of a request, whatever it is, which the caller closes. */
    Batch batch(ByteSource body, MemoryScope scope) {
        FrameCodec pooled = frames.take();
        FrameReader reader = pooled.reading(body);
        try (IpcReader stream = IpcReader.open(reader, scope, Validation.FULL)) {
            Batch batch = stream.next();
            if (batch == null) {
                throw VgiException.invalidArgument("the request has no batch");
            }
            try {
                stream.drain();
                if (!reader.awaitMore()) {
                    frames.give(pooled);
                }
                return batch;
            } catch (Throwable e) {
                batch.close();
                throw e;
            }
        } catch (VgiException e) {
            throw HttpStatusException.arrow(400, e);
        } catch (BodyException e) {
            throw refusal(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static HttpStatusException refusal(BodyException error) {
        String message = String.valueOf(error.getMessage());
        return switch (error.reason()) {
            case TOO_LONG -> HttpStatusException.json(413, "Request body exceeds max_request_bytes", message);
            case UNDECODABLE, TRUNCATED -> HttpStatusException.json(400, "Decompression Error", message);
        };
    }

    /** The path has decided; what the metadata says must not differ. */
    private static void agree(RpcRequest request, Metadata metadata) {
        String method = metadata.get(Keys.METHOD);
        if (!request.method().equals(method)) {
            throw VgiException.invalidArgument("the path names the method '" + request.method() + "' and " + Keys.METHOD
                    + " " + (method == null ? "is missing" : "names another") + ": they must agree");
        }
        String protocol = metadata.get(Keys.PROTOCOL);
        if (protocol != null && !protocol.equals(request.protocol())) {
            throw VgiException.builder(
                            Code.UNIMPLEMENTED,
                            "the path names the protocol '" + request.protocol() + "' and " + Keys.PROTOCOL
                                    + " names another: they must agree")
                    .kind(ErrorKind.PROTOCOL_NOT_SUPPORTED)
                    .build();
        }
    }
}
