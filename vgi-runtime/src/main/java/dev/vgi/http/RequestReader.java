package dev.vgi.http;

import dev.vgi.Code;
import dev.vgi.VgiException;
import dev.vgi.arrow.Batch;
import dev.vgi.arrow.FrameReader;
import dev.vgi.arrow.IpcReader;
import dev.vgi.arrow.MemoryScope;
import dev.vgi.arrow.Metadata;
import dev.vgi.arrow.Validation;
import dev.vgi.net.BodyException;
import dev.vgi.protocol.Keys;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Reads the one batch of a request. What is wrong with it is an {@link HttpRefusal}. Thread-safe. */
final class RequestReader {
    private final Frames.Pool frames;

    RequestReader(Frames.Pool frames) {
        this.frames = frames;
    }

    /** The parameters of a call or of a stream, checked, which the caller closes. */
    Batch parameters(RpcRequest request, MemoryScope scope) {
        Batch parameters = batch(request, scope);
        try {
            agree(request, parameters.metadata());
            request.target().check(parameters);
            return parameters;
        } catch (VgiException e) {
            parameters.close();
            throw HttpRefusal.arrow(400, e);
        } catch (Throwable e) {
            parameters.close();
            throw e;
        }
    }

    /** The batch, whatever it is, which the caller closes. */
    Batch batch(RpcRequest request, MemoryScope scope) {
        Frames pooled = frames.take();
        FrameReader reader = pooled.reading(request.body());
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
            throw HttpRefusal.arrow(400, e);
        } catch (BodyException e) {
            throw refusal(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static HttpRefusal refusal(BodyException error) {
        String message = String.valueOf(error.getMessage());
        return switch (error.reason()) {
            case TOO_LONG -> HttpRefusal.json(413, "Request body exceeds max_request_bytes", message);
            case UNDECODABLE -> HttpRefusal.json(400, "Decompression Error", message);
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
                    .kind("protocol_not_supported")
                    .build();
        }
    }
}
